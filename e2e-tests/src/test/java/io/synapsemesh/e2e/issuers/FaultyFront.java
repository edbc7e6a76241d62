package io.synapsemesh.e2e.issuers;

import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.e2e.harness.Ports;
import io.synapsemesh.e2e.harness.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Stands in front of a real server and lets everything through, until it is told to misbehave: a real server cannot be
/// made to. It ends TLS on both sides and forwards bytes, one request a connection; upgraded connections (the watches
/// of Kubernetes) both ways. What only the server's own words can get wrong, such as a wrong chain, is [Forger]'s.
public final class FaultyFront implements AutoCloseable {
    private static final int HUGE_BYTES = 10_000_000;
    private static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;
    private static final long PAUSE_SECONDS = 30;

    private final int upstream;
    private final SSLContext toUpstream;
    private final SSLContext own;
    private final SSLContext stranger = TestPki.serverTls(new TestPki("stranger").server("localhost"));
    private final Forger forger;
    private final Spoiler spoiler;
    private final int port;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger posts = new AtomicInteger();
    /// As many as one case makes.
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch changed = new CountDownLatch(1);
    private volatile ServerSocket listening;

    /// Answers some requests itself while a fault lasts, in place of the server.
    @FunctionalInterface
    public interface Forger {
        Optional<Forged> forge(Fault fault, Request request);
    }

    /// @param body as it came, unchunked
    public record Request(String method, String path, String head, byte[] body) {}

    public record Forged(int status, String contentType, byte[] body) {}

    /// Says of a call that is let through what becomes of it.
    @FunctionalInterface
    public interface Spoiler {
        Spoilt spoil();
    }

    /// A call that somebody cut on its way.
    public enum Spoilt {
        NOTHING,
        /// It did not reach the server.
        LOST_BEFORE,
        /// The server has done it; the answer did not come.
        LOST_AFTER,
        /// Half of the answer's body came.
        HALVED
    }

    /// @param pki vouches for the server behind, and for this front
    /// @param asClient shown to the server behind
    FaultyFront(int upstream, TestPki pki, TestPki.Held asClient, Forger forger) {
        this(upstream, pki, asClient, forger, () -> Spoilt.NOTHING);
    }

    public FaultyFront(int upstream, TestPki pki, TestPki.Held asClient, Forger forger, Spoiler spoiler) {
        this.upstream = upstream;
        this.toUpstream = pki.tls(asClient);
        this.own = TestPki.serverTls(pki.server("localhost"));
        this.forger = forger;
        this.spoiler = spoiler;
        this.listening = listen(Ports.inARow(1));
        this.port = listening.getLocalPort();
    }

    public URI address() {
        return URI.create("https://localhost:" + port);
    }

    public int calls() {
        return calls.get();
    }

    /// Those among them that make something.
    int posts() {
        return posts.get();
    }

    /// What has been answered whole, method and path with query, in that order.
    List<String> answered() {
        return List.copyOf(answered);
    }

    Fault fault() {
        return fault;
    }

    /// From now on; connections of before are cut.
    public void become(Fault next) {
        Fault before = fault;
        fault = next;
        changed.countDown();
        changed = new CountDownLatch(1);
        if (next == Fault.AWAY) {
            closeQuietly(listening);
        }
        open.forEach(FaultyFront::closeQuietly);
        if (before == Fault.AWAY && next != Fault.AWAY) {
            listening = listen(port);
        }
    }

    private ServerSocket listen(int at) {
        try {
            var made = new ServerSocket();
            made.setReuseAddress(true);
            made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
            threads.execute(() -> accept(made));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                var socket = from.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket raw) {
        var pause = changed;
        var during = fault;
        var context = during == Fault.TLS_SWAPPED ? stranger : own;
        try (raw;
                var client = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true)) {
            client.setUseClientMode(false);
            var request = read(client.getInputStream());
            if (request.isPresent()) {
                calls.incrementAndGet();
                if (request.get().method().equals("POST")) {
                    posts.incrementAndGet();
                }
                answer(client, request.get(), during, pause);
                answered.add(request.get().method() + " " + request.get().path());
            }
        } catch (IOException e) {
            // The client is gone, or does not believe us: that is what is tried.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(raw);
        }
    }

    private void answer(SSLSocket client, Request request, Fault during, CountDownLatch pause)
            throws IOException, InterruptedException {
        var out = client.getOutputStream();
        var forged = forger.forge(during, request);
        if (forged.isPresent()) {
            var reply = forged.get();
            write(out, reply.status(), "Content-Type: " + reply.contentType() + "\r\n", reply.body());
            return;
        }
        switch (during) {
            case SLOW -> pause.await(PAUSE_SECONDS, TimeUnit.SECONDS);
            case STALLED -> {
                out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                pause.await(PAUSE_SECONDS, TimeUnit.SECONDS);
            }
            case EMPTY_ANSWER -> write(out, 200, "", new byte[0]);
            case HUGE_ANSWER -> {
                byte[] many = new byte[HUGE_BYTES];
                Arrays.fill(many, (byte) 'a');
                write(out, 200, "Content-Type: application/json\r\n", many);
            }
            case RATE_LIMITED -> write(out, 429, "Retry-After: 7\r\n", new byte[0]);
            case RATE_LIMITED_FOR_DAYS -> write(out, 429, "Retry-After: 86400\r\n", new byte[0]);
            case SERVER_ERROR -> write(out, 500, "", new byte[0]);
            case NONE, WRONG_CHAIN, WRONG_KEY, EXPIRED, TLS_SWAPPED, AWAY -> forward(client, request, spoiler.spoil());
        }
    }

    private void forward(SSLSocket client, Request request, Spoilt spoilt) throws IOException {
        switch (spoilt) {
            case NOTHING -> forward(client, request, client.getOutputStream());
            case LOST_BEFORE -> {}
            case LOST_AFTER -> forward(client, request, OutputStream.nullOutputStream());
            case HALVED -> {
                var whole = new ByteArrayOutputStream();
                forward(client, request, whole);
                client.getOutputStream().write(halved(whole.toByteArray()));
            }
        }
    }

    /// The whole head and half of the body.
    private static byte[] halved(byte[] answer) {
        int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        return Arrays.copyOf(answer, body + (answer.length - body) / 2);
    }

    private void forward(SSLSocket client, Request request, OutputStream back) throws IOException {
        try (var server = toUpstream.getSocketFactory().createSocket("localhost", upstream)) {
            open.add(server);
            var up = server.getOutputStream();
            boolean upgrade = request.head().toLowerCase(Locale.ROOT).contains("\r\nupgrade:");
            up.write(request.head().getBytes(StandardCharsets.ISO_8859_1));
            if (!upgrade) {
                up.write("Connection: close\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII));
                up.write((request.body().length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            up.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            up.write(request.body());
            up.flush();
            if (upgrade) {
                threads.execute(() -> pump(client, server));
            }
            server.getInputStream().transferTo(back);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            closeQuietly(to);
        }
    }

    private static void write(OutputStream out, int status, String headers, byte[] body) throws IOException {
        out.write(("HTTP/1.1 " + status + " Told\r\n" + headers + "Connection: close\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    /// The head without what is about this one connection.
    private static Optional<Request> read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!endsWith(head, "\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > REQUEST_BYTES_MAX) {
                return Optional.empty();
            }
            head.write(next);
        }
        var text = head.toString(StandardCharsets.ISO_8859_1);
        var kept = new StringBuilder();
        boolean upgrade = text.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket");
        int length = 0;
        boolean chunked = false;
        for (String line : text.strip().split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = true;
            } else if (upgrade || !isOfConnection(lower)) {
                kept.append(line).append("\r\n");
            }
        }
        byte[] body = chunked ? chunks(in) : in.readNBytes(Math.min(length, REQUEST_BYTES_MAX));
        var first = text.substring(0, text.indexOf('\r')).split(" ", -1);
        return Optional.of(new Request(first[0], first[1], kept.toString(), body));
    }

    private static boolean isOfConnection(String lower) {
        return lower.startsWith("connection:") || lower.startsWith("upgrade:") || lower.startsWith("http2-settings:");
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (body.size() < REQUEST_BYTES_MAX) {
            int size = Integer.parseInt(line(in), 16);
            body.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                break;
            }
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    private static boolean endsWith(ByteArrayOutputStream bytes, String end) {
        int from = bytes.size() - end.length();
        return from >= 0 && bytes.toString(StandardCharsets.ISO_8859_1).startsWith(end, from);
    }

    private static void closeQuietly(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() {
        changed.countDown();
        closeQuietly(listening);
        open.forEach(FaultyFront::closeQuietly);
        threads.shutdownNow();
    }
}
