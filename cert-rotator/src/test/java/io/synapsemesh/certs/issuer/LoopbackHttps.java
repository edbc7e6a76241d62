package io.synapsemesh.certs.issuer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
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

/// The HTTPS port of a far side on loopback, which can show a stranger's certificate, go away and come back. What is
/// said over it is its user's.
public final class LoopbackHttps implements AutoCloseable {
    public static final int HUGE_BYTES = 10_000_000;

    private static final long PAUSE_SECONDS = 30;

    private final TestCa tls;
    private final Answering answering;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private final int port;
    private volatile CountDownLatch changed = new CountDownLatch(1);
    private Shown shown = Shown.OWN;
    private HttpsServer server;

    /// Whose certificate the port shows.
    public enum Shown {
        OWN,
        STRANGER,
        /// Nobody listens.
        NOBODY
    }

    /// What is said to one call.
    @FunctionalInterface
    public interface Answering {
        void answer(HttpExchange exchange, Pause pause) throws IOException, InterruptedException;
    }

    /// For who keeps a caller waiting: until the far side changes, 30 seconds at most.
    @FunctionalInterface
    public interface Pause {
        void await() throws InterruptedException;
    }

    /// @param tls whose certificate for `localhost` the port shows
    public LoopbackHttps(TestCa tls, Answering answering) {
        this.tls = tls;
        this.answering = answering;
        this.server = LoopbackPorts.open(at -> listen(at, tls));
        this.port = server.getAddress().getPort();
    }

    public URI address() {
        return URI.create("https://localhost:" + port);
    }

    /// Requests so far.
    public int calls() {
        return calls.get();
    }

    /// Ends every pause. A server that comes back has no connection and no TLS session of the one before.
    public void become(Shown next) {
        Shown before = shown;
        shown = next;
        changed.countDown();
        changed = new CountDownLatch(1);
        if (before != Shown.OWN || next != Shown.OWN) {
            server.stop(0);
            if (next != Shown.NOBODY) {
                try {
                    server = listen(port, next == Shown.STRANGER ? new TestCa("stranger", Instant.now()) : tls);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private HttpsServer listen(int at, TestCa ca) throws IOException {
        var made = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), at), 16);
        made.setHttpsConfigurator(new HttpsConfigurator(ca.serverTls()));
        made.setExecutor(threads);
        made.createContext("/", this::answer);
        made.start();
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        var pause = changed;
        try (exchange) {
            answering.answer(exchange, () -> pause.await(PAUSE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Begins a JSON answer and does not go on.
    public static void stall(HttpExchange exchange, Pause pause) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        pause.await();
    }

    /// What is given and [#HUGE_BYTES] of `filler` behind it.
    ///
    /// @param length as the head says it; 0 says nothing, and the answer comes in chunks
    public static void flood(HttpExchange exchange, int status, long length, byte[] first, String filler)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, length);
        try (var out = exchange.getResponseBody()) {
            out.write(first);
            byte[] piece = filler.repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < HUGE_BYTES; sent += piece.length) {
                out.write(piece);
            }
        }
    }

    @Override
    public void close() {
        changed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
