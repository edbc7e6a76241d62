package io.synapsemesh.demo;

import io.synapsemesh.simulator.tds.Prelogin;
import io.synapsemesh.simulator.tds.TdsPreloginClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// An application of the demo on `sql`: the first words of a driver, then bytes back and forth.
final class SqlClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final TdsPreloginClient client;

    private SqlClient(Socket socket) throws IOException {
        this.socket = socket;
        this.client = new TdsPreloginClient(socket);
    }

    static SqlClient connect(Sidecar sidecar, String workspace) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(workspace + ".sql.azuresynapse.net", sidecar.sql(workspace)), TIMEOUT_MILLIS);
        return new SqlClient(socket);
    }

    /// Says hello and pushes one packet through.
    ///
    /// @return the server's version, as in its PRELOGIN
    /// @throws IOException if the connection is closed instead of answered
    String greet() throws IOException {
        byte[] version = client.prelogin().options().getOrDefault(Prelogin.VERSION, new byte[2]);
        roundTrip();
        return "PRELOGIN answered, version " + version[0] + "." + version[1];
    }

    void roundTrip() throws IOException {
        byte[] ping = "select 1".getBytes(StandardCharsets.UTF_16LE);
        if (client.roundTrip(ping).length != ping.length) {
            throw new IOException("what came back is not what was sent");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
