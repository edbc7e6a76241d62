package io.synapsemesh.certs.issuer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTPS far side on loopback that misbehaves on demand, below what it says. What a contract says in an answer, a
/// wrong
/// chain for instance, is the fake's own part: it asks [#fault].
public final class FakeHttpsServer implements AutoCloseable {
    private static final int HUGE_BYTES = 10_000_000;
    private static final int REQUEST_BYTES_MAX = 64 * 1024;

    private final TestCa tls;
    private final Service service;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final int port;
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch changed = new CountDownLatch(1);
    private HttpsServer server;

    /// What the fake stands for.
    @FunctionalInterface
    public interface Service {
        Reply answer(Call call);
    }

    /// @param body at most 64 KiB
    public record Call(String method, String path, com.sun.net.httpserver.Headers headers, byte[] body) {
        public String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }
    }

    /// A JSON answer.
    public record Reply(int status, String body) {}

    /// @param tls whose certificate for `localhost` the port shows
    public FakeHttpsServer(TestCa tls, Service service) {
        this.tls = tls;
        this.service = service;
        this.server = listen(0, tls);
        this.port = server.getAddress().getPort();
    }

    public URI address() {
        return URI.create("https://localhost:" + port);
    }

    public Fault fault() {
        return fault;
    }

    public int calls() {
        return calls.get();
    }

    public void become(Fault next) {
        Fault before = fault;
        fault = next;
        changed.countDown();
        changed = new CountDownLatch(1);
        if (isOtherServer(before) || isOtherServer(next)) {
            server.stop(0);
            if (next != Fault.AWAY) {
                server = listen(port, next == Fault.TLS_SWAPPED ? new TestCa("stranger", Instant.now()) : tls);
            }
        }
    }

    /// A server that comes back has no connection and no TLS session of the one before.
    private static boolean isOtherServer(Fault fault) {
        return fault == Fault.AWAY || fault == Fault.TLS_SWAPPED;
    }

    private HttpsServer listen(int at, TestCa ca) {
        try {
            var made = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), at), 16);
            made.setHttpsConfigurator(new HttpsConfigurator(ca.serverTls()));
            made.setExecutor(threads);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        var pause = changed;
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX);
            switch (fault) {
                case SLOW -> pause.await(30, TimeUnit.SECONDS);
                case STALLED -> stall(exchange, pause);
                case EMPTY_ANSWER -> exchange.sendResponseHeaders(200, -1);
                case HUGE_ANSWER -> flood(exchange, service.answer(call(exchange, body)));
                case RATE_LIMITED -> wait(exchange, "7");
                case RATE_LIMITED_FOR_DAYS -> wait(exchange, "86400");
                case SERVER_ERROR -> send(exchange, new Reply(500, "{\"errors\":[\"internal error\"]}"));
                case NONE, WRONG_CHAIN, WRONG_KEY, EXPIRED, TLS_SWAPPED, AWAY ->
                    send(exchange, service.answer(call(exchange, body)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stall(HttpExchange exchange, CountDownLatch pause) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        pause.await(30, TimeUnit.SECONDS);
    }

    /// A good answer, with so much white space behind it that only its size speaks against it.
    private static void flood(HttpExchange exchange, Reply good) throws IOException {
        byte[] answer = good.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(good.status(), answer.length + (long) HUGE_BYTES);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
            byte[] piece = " ".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < HUGE_BYTES; sent += piece.length) {
                out.write(piece);
            }
        }
    }

    private static Call call(HttpExchange exchange, byte[] body) {
        return new Call(
                exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), exchange.getRequestHeaders(), body);
    }

    private static void wait(HttpExchange exchange, String seconds) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", seconds);
        send(exchange, new Reply(429, "{\"errors\":[\"request path exceeded the rate limit\"]}"));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        changed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
