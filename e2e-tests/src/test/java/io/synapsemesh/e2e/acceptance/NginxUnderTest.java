package io.synapsemesh.e2e.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One Nginx that checks clients, and that itself is the client of servers with one leaf each.
final class NginxUnderTest implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final NginxProcess nginx;
    private final List<TlsServer> upstreams;
    private final int server;
    private final int client;

    private NginxUnderTest(NginxProcess nginx, List<TlsServer> upstreams, int server, int client) {
        this.nginx = nginx;
        this.upstreams = upstreams;
        this.server = server;
        this.client = client;
    }

    /// @param shown the leaf of each upstream, reached as `/0`, `/1`, …
    static NginxUnderTest start(Path folder, TestCa ca, TestCa.Held server, List<TestCa.Held> shown)
            throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.pem"), ca.pem());
        Files.writeString(folder.resolve("server.pem"), server.pem());
        Files.writeString(folder.resolve("server.key"), server.keyPem());
        int port = NginxProcess.freePort();
        int plain = NginxProcess.freePort();
        var upstreams = new ArrayList<TlsServer>();
        var locations = new StringBuilder();
        for (TestCa.Held held : shown) {
            locations.append(location("/" + upstreams.size(), LeafVectors.HOST, open(held, upstreams)));
        }
        locations.append(location("/by-spiffe-id", LeafVectors.ID, open(shown.getFirst(), upstreams)));
        String servers = """
                server {
                  listen 127.0.0.1:%d ssl;
                  ssl_certificate server.pem;
                  ssl_certificate_key server.key;
                  ssl_client_certificate ca.pem;
                  ssl_verify_client on;
                  location / { return 200; }
                }
                server {
                  listen 127.0.0.1:%d;
                %s}
                """.formatted(port, plain, locations);
        try {
            return new NginxUnderTest(NginxProcess.start(folder, servers, port), upstreams, port, plain);
        } catch (RuntimeException e) {
            for (TlsServer upstream : upstreams) {
                upstream.close();
            }
            throw e;
        }
    }

    /// Whether Nginx lets a client with this leaf in.
    boolean acceptsClient(TestCa.Held shown) {
        try (var talk = Tls.open(server, shown)) {
            int status = talk.get("/");
            if (status != 200 && status != 400) {
                throw new IllegalStateException("Nginx answered " + status);
            }
            return status == 200;
        } catch (IOException e) {
            throw new UncheckedIOException("Nginx says it with 400, not by hanging up", e);
        }
    }

    /// How many upstreams it left for their leaf, by its own log.
    long refusedUpstreams() {
        return nginx.log()
                .lines()
                .filter(line -> line.contains("upstream SSL certificate"))
                .count();
    }

    /// What a client of Nginx gets when Nginx asks the upstream behind `path`: 200, or 502 if it does not like the
    /// leaf.
    int statusOf(String path) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), client)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var status = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(status.split(" ")[1]);
        } catch (IOException e) {
            throw new UncheckedIOException("Nginx does not answer " + path, e);
        }
    }

    @Override
    public void close() throws IOException {
        nginx.close();
        for (TlsServer upstream : upstreams) {
            upstream.close();
        }
    }

    private static int open(TestCa.Held held, List<TlsServer> upstreams) throws IOException {
        var upstream = new TlsServer(held);
        upstreams.add(upstream);
        return upstream.port();
    }

    private static String location(String path, String name, int port) {
        return """
                  location = %s {
                    proxy_pass https://127.0.0.1:%d;
                    proxy_ssl_verify on;
                    proxy_ssl_trusted_certificate ca.pem;
                    proxy_ssl_name %s;
                    proxy_ssl_session_reuse off;
                  }
                """.formatted(path, port, name);
    }
}
