package io.synapsemesh.e2e.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// The Nginx that `tools/setup` put into the checkout (pinned version and hash), as one process in the foreground:
/// no master, so it needs no user of its own and ends by its process.
final class NginxProcess implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final Process process;
    private final Path folder;

    private NginxProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /// What `nginx -t` says to a configuration.
    record Verdict(boolean accepted, String words) {}

    /// @param servers the inside of `http { … }`
    /// @param port    that answers as soon as it serves
    static NginxProcess start(Path folder, String servers, int port) {
        var process = run(folder, servers);
        try {
            Awaitility.await("Nginx").atMost(WITHIN).until(() -> answers(port) || !process.isAlive());
        } catch (RuntimeException e) {
            process.destroy();
            throw e;
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("Nginx ended at once:\n" + log(folder));
        }
        return new NginxProcess(process, folder);
    }

    static Verdict test(Path folder, String servers) {
        var process = run(folder, servers, "-t");
        try {
            if (!process.waitFor(WITHIN)) {
                process.destroyForcibly();
                throw new IllegalStateException("no verdict from nginx -t within " + WITHIN);
            }
            return new Verdict(process.exitValue() == 0, log(folder));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Nginx read its configuration", e);
        }
    }

    /// A port that was free a moment ago; Nginx cannot say which one it was given.
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String version() {
        try {
            var process = new ProcessBuilder(binary().toString(), "-v")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .replaceFirst(".*/", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask Nginx for its version", e);
        }
    }

    String log() {
        return log(folder);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(5))) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Process run(Path folder, String servers, String... options) {
        try {
            Files.createDirectories(folder);
            var file = Files.writeString(folder.resolve("nginx.conf"), configuration(servers));
            var command = new ArrayList<>(
                    List.of(binary().toString(), "-p", folder.toString(), "-c", file.toString(), "-e", "stderr"));
            command.addAll(List.of(options));
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Nginx in " + folder, e);
        }
    }

    private static String configuration(String servers) {
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr info;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                %s
                }
                """.formatted(servers);
    }

    private static Path binary() {
        var binary = Path.of(System.getProperty("synapsemesh.root"))
                .resolve(".tools/bin/nginx")
                .toAbsolutePath();
        if (!Files.isExecutable(binary)) {
            throw new IllegalStateException(
                    "SYN1202: Nginx is missing at " + binary + ". Fix: run tools/setup --install in the checkout");
        }
        return binary;
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("nginx.log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
