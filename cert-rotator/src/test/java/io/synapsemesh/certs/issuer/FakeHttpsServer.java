package io.synapsemesh.certs.issuer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// An HTTPS far side on loopback that misbehaves on demand, below what it says. What a contract says in an answer, a
/// wrong chain for instance, is the fake's own part: it asks [#fault].
public final class FakeHttpsServer implements AutoCloseable {
    private static final int REQUEST_BYTES_MAX = 64 * 1024;

    private final LoopbackHttps port;
    private final Service service;
    private volatile Fault fault = Fault.NONE;

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
        this.service = service;
        this.port = new LoopbackHttps(tls, this::answer);
    }

    public URI address() {
        return port.address();
    }

    public Fault fault() {
        return fault;
    }

    public int calls() {
        return port.calls();
    }

    public void become(Fault next) {
        fault = next;
        port.become(
                switch (next) {
                    case AWAY -> LoopbackHttps.Shown.NOBODY;
                    case TLS_SWAPPED -> LoopbackHttps.Shown.STRANGER;
                    case NONE,
                            WRONG_CHAIN,
                            WRONG_KEY,
                            EXPIRED,
                            EMPTY_ANSWER,
                            HUGE_ANSWER,
                            SLOW,
                            STALLED,
                            RATE_LIMITED,
                            RATE_LIMITED_FOR_DAYS,
                            SERVER_ERROR -> LoopbackHttps.Shown.OWN;
                });
    }

    private void answer(HttpExchange exchange, LoopbackHttps.Pause pause) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX);
        switch (fault) {
            case SLOW -> pause.await();
            case STALLED -> LoopbackHttps.stall(exchange, pause);
            case EMPTY_ANSWER -> exchange.sendResponseHeaders(200, -1);
            case HUGE_ANSWER -> flood(exchange, service.answer(call(exchange, body)));
            case RATE_LIMITED -> wait(exchange, "7");
            case RATE_LIMITED_FOR_DAYS -> wait(exchange, "86400");
            case SERVER_ERROR -> send(exchange, new Reply(500, "{\"errors\":[\"internal error\"]}"));
            case NONE, WRONG_CHAIN, WRONG_KEY, EXPIRED, TLS_SWAPPED, AWAY ->
                send(exchange, service.answer(call(exchange, body)));
        }
    }

    /// A good answer, with so much white space behind it that only its size speaks against it.
    private static void flood(HttpExchange exchange, Reply good) throws IOException {
        byte[] body = good.body().getBytes(StandardCharsets.UTF_8);
        LoopbackHttps.flood(exchange, good.status(), body.length + (long) LoopbackHttps.HUGE_BYTES, body, " ");
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
        port.close();
    }
}
