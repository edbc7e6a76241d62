package io.synapsemesh.e2e.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/// Answers every request with 200 and shows one certificate, whatever is in it.
final class TlsServer implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLServerSocket server;

    TlsServer(TestCa.Held held) throws IOException {
        server = (SSLServerSocket) Tls.showing(held)
                .getServerSocketFactory()
                .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = (SSLSocket) server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(SSLSocket socket) {
        try (socket) {
            if (socket.getInputStream().read() >= 0) {
                socket.getOutputStream().write(ANSWER);
            }
        } catch (IOException refused) {
            // The client did not like the certificate: that is what is measured, on its side.
        }
    }
}
