package io.synapsemesh.certs.store.remote;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.synapsemesh.certs.issuer.LoopbackHttps;
import io.synapsemesh.certs.issuer.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// HTTPS on loopback under a CA of its own, that misbehaves below what the contract says. The contract is the
/// [Service]'s.
public final class StoreFakeServer implements AutoCloseable {
    private static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;

    private final TestCa tls = new TestCa("store", Instant.now());
    private final Service service;
    private final LoopbackHttps port;
    private final AtomicInteger cutAt = new AtomicInteger();
    private volatile Cut cut = Cut.BEFORE;
    private volatile StoreFault fault = StoreFault.NONE;

    /// Where a call is lost: before it reached the service, or after the service has done it.
    public enum Cut {
        BEFORE,
        AFTER
    }

    /// What the fake stands for.
    public interface Service {
        Reply answer(Call call);

        /// As this service refuses, throttles and fails: 403, 429, 500.
        Reply trouble(int status);
    }

    /// @param target path and query, as sent
    public record Call(String method, URI target, Headers headers, byte[] body) {
        public String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }

        public String path() {
            return target.getPath();
        }
    }

    public record Reply(int status, Map<String, String> headers, String body) {
        public static Reply json(int status, String body) {
            return new Reply(status, Map.of("Content-Type", "application/json"), body);
        }
    }

    public StoreFakeServer(Service service) {
        this.service = service;
        this.port = new LoopbackHttps(tls, this::answer);
    }

    public URI address() {
        return port.address();
    }

    /// What vouches for the port.
    public String caPem() {
        return tls.rootPem();
    }

    public int calls() {
        return port.calls();
    }

    /// Loses one call, the `number`-th from now.
    public void cut(Cut where, int number) {
        cut = where;
        cutAt.set(number);
    }

    public void become(StoreFault next) {
        fault = next;
        cutAt.set(0);
        port.become(
                switch (next) {
                    case AWAY -> LoopbackHttps.Shown.NOBODY;
                    case TLS_SWAPPED -> LoopbackHttps.Shown.STRANGER;
                    case NONE,
                            FORBIDDEN,
                            RATE_LIMITED,
                            RATE_LIMITED_FOR_DAYS,
                            SERVER_ERROR,
                            SLOW,
                            STALLED,
                            TORN_ANSWER,
                            EMPTY_ANSWER,
                            WRONG_CONTENT_TYPE,
                            FOREIGN_NOT_FOUND,
                            HUGE_ANSWER -> LoopbackHttps.Shown.OWN;
                });
    }

    private void answer(HttpExchange exchange, LoopbackHttps.Pause pause) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(REQUEST_BYTES_MAX);
        var call = new Call(exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), body);
        switch (fault) {
            case NONE, TLS_SWAPPED, AWAY -> work(exchange, call);
            case FORBIDDEN -> send(exchange, service.trouble(403), 1);
            case EMPTY_ANSWER -> exchange.sendResponseHeaders(200, -1);
            case RATE_LIMITED, RATE_LIMITED_FOR_DAYS -> {
                exchange.getResponseHeaders().set("Retry-After", fault == StoreFault.RATE_LIMITED ? "7" : "86400");
                send(exchange, service.trouble(429), 1);
            }
            case SERVER_ERROR -> send(exchange, service.trouble(500), 1);
            case SLOW -> pause.await();
            case STALLED -> LoopbackHttps.stall(exchange, pause);
            case TORN_ANSWER -> send(exchange, service.answer(call), 2);
            case WRONG_CONTENT_TYPE -> send(exchange, page(200, "<html>log in</html>"), 1);
            case FOREIGN_NOT_FOUND -> send(exchange, page(404, "<html>no such site</html>"), 1);
            case HUGE_ANSWER -> LoopbackHttps.flood(exchange, 200, 0, new byte[] {'"'}, "a");
        }
    }

    private void work(HttpExchange exchange, Call call) throws IOException {
        boolean isCut = cutAt.get() > 0 && cutAt.decrementAndGet() == 0;
        if (isCut && cut == Cut.BEFORE) {
            return;
        }
        var reply = service.answer(call);
        if (!isCut) {
            send(exchange, reply, 1);
        }
    }

    private static Reply page(int status, String html) {
        return new Reply(status, Map.of("Content-Type", "text/html"), html);
    }

    /// @param part 1 for the whole body, 2 for half of it
    private static void send(HttpExchange exchange, Reply reply, int part) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(Arrays.copyOf(body, body.length / part));
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        port.close();
    }
}
