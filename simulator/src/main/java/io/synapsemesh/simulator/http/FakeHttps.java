package io.synapsemesh.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTPS server on an ephemeral loopback port, over the JDK's own, with a virtual thread per request. Plain HTTP
/// only for what is plain in Azure too: a machine's metadata service.
///
/// A body above [#BODY_BYTES_MAX] is refused with 413 and never reaches the site or the log.
public final class FakeHttps implements AutoCloseable {
    public static final int BODY_BYTES_MAX = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(FakeHttps.class);
    private static final int BACKLOG = 1024;

    private final HttpServer server;
    private final ExecutorService threads;

    private FakeHttps(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// @throws UncheckedIOException if no loopback port can be bound
    public static FakeHttps start(SSLContext tls, RequestLog log, Site site) {
        try {
            var server = HttpsServer.create(loopback(), BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return running(server, log, site);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator cannot listen on loopback", e);
        }
    }

    /// Without TLS.
    ///
    /// @throws UncheckedIOException if no loopback port can be bound
    public static FakeHttps startPlain(RequestLog log, Site site) {
        try {
            return running(HttpServer.create(loopback(), BACKLOG), log, site);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator cannot listen on loopback", e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    private static FakeHttps running(HttpServer server, RequestLog log, Site site) {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, log, site));
        server.start();
        return new FakeHttps(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void serve(HttpExchange exchange, RequestLog log, Site site) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
            if (body.length > BODY_BYTES_MAX) {
                send(exchange, Reply.empty(413));
                return;
            }
            var call = call(exchange, body);
            log.add(call);
            try {
                send(exchange, answer(site, call));
            } catch (CutShort cut) {
                sendPart(exchange, cut);
            }
        }
    }

    /// The JDK's server closes a connection whose answer is shorter than its head said.
    private static void sendPart(HttpExchange exchange, CutShort cut) throws IOException {
        var reply = cut.reply();
        head(exchange, reply);
        exchange.sendResponseHeaders(reply.status(), reply.body().length);
        exchange.getResponseBody().write(reply.body(), 0, cut.bytes());
        exchange.getResponseBody().flush();
    }

    private static void head(HttpExchange exchange, Reply reply) {
        var headers = exchange.getResponseHeaders();
        reply.headers().forEach((name, value) -> {
            // An empty value is a header too, so this is not String.lines().
            for (String line : value.split("\n", -1)) {
                headers.add(name, line);
            }
        });
    }

    private static Reply answer(Site site, Call call) throws IOException {
        try {
            return site.answer(call);
        } catch (RuntimeException e) {
            // The JDK's server would swallow it and close the socket: a defect here must be visible as one.
            LOG.error("a fake failed; method={} path={}", call.method(), call.path(), e);
            return Reply.text(
                    500, "text/plain", "the simulator failed: " + e.getClass().getSimpleName());
        }
    }

    private static Call call(HttpExchange exchange, byte[] body) {
        var headers = new TreeMap<String, List<String>>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            headers.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .addAll(header.getValue());
        }
        // URI.toString() gives back the request line's own text, unlike getPath() (decoded, `//host` eaten).
        return new Call(
                host(headers),
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers,
                body);
    }

    private static String host(Map<String, List<String>> headers) {
        String value = headers.getOrDefault("host", List.of("")).getFirst().toLowerCase(Locale.ROOT);
        int colon = value.lastIndexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        head(exchange, reply);
        boolean bodiless =
                reply.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : reply.body().length);
        if (!bodiless) {
            exchange.getResponseBody().write(reply.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
