package io.synapsemesh.e2e.rules;

import io.synapsemesh.simulator.tds.TdsPreloginClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/// A SQL driver as far as the mesh sees it: PRELOGIN, then packets back and forth.
final class SqlClient implements AutoCloseable {
    private static final byte[] PING = "select 1".getBytes(StandardCharsets.UTF_16LE);

    private final Socket socket;
    private final TdsPreloginClient client;

    private SqlClient(Socket socket) throws IOException {
        this.socket = socket;
        this.client = new TdsPreloginClient(socket);
    }

    /// Through a sidecar.
    static SqlClient connect(int port) throws IOException {
        return new SqlClient(Sockets.connect(port)).greet();
    }

    /// Straight to a gateway, as a sidecar does it: the outer TLS names the endpoint.
    static SqlClient connect(int gatewayPort, String host, SSLContext identity) throws IOException {
        var socket = Certificates.connect(identity, gatewayPort, host);
        try {
            return new SqlClient(socket).greet();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Whether a connection is let through; every refusal is a closed connection.
    static boolean isAllowed(int port) {
        try (var client = connect(port)) {
            return client.isOpen();
        } catch (IOException refused) {
            return false;
        }
    }

    static boolean isAllowed(int gatewayPort, String host, SSLContext identity) {
        try (var client = connect(gatewayPort, host, identity)) {
            return client.isOpen();
        } catch (IOException refused) {
            return false;
        }
    }

    private SqlClient greet() throws IOException {
        try {
            client.prelogin();
            return this;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Whether bytes still go through and come back.
    boolean isOpen() {
        try {
            return client.roundTrip(PING).length == PING.length;
        } catch (IOException closed) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
