package io.synapsemesh.e2e.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands in for a SQL endpoint: counts who dials and answers the first bytes of each with `hello`.
final class SilentUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger dials = new AtomicInteger();

    SilentUpstream() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int dials() {
        return dials.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                dials.incrementAndGet();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            if (socket.getInputStream().read() >= 0) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The peer is gone: nothing to answer.
        }
    }
}
