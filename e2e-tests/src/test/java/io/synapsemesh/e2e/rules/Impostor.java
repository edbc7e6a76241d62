package io.synapsemesh.e2e.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// A server that pretends to be a gateway: counts who dials and whoever tells it a byte.
final class Impostor implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final SSLServerSocket server;
    private final AtomicInteger dials = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    Impostor(int port, Certificates.Held held) {
        try {
            server = (SSLServerSocket) Certificates.showing(held)
                    .getServerSocketFactory()
                    .createServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            server.setNeedClientAuth(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int dials() {
        return dials.get();
    }

    int told() {
        return told.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = (SSLSocket) server.accept();
                dials.incrementAndGet();
                Thread.ofVirtual().start(() -> listen(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void listen(SSLSocket socket) {
        try (socket) {
            if (socket.getInputStream().read() >= 0) {
                told.incrementAndGet();
            }
        } catch (IOException refused) {
            // As it should be.
        }
    }
}
