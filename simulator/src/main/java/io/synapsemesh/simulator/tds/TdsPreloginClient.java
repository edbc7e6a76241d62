package io.synapsemesh.simulator.tds;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;

/// The first words of a SQL driver, over any connected socket (plain, or an outer TLS one).
///
/// Reading obeys the socket's own `soTimeout`; every failure is an [IOException], also the silence of a proxy that
/// closes instead of answering ([EOFException]). Not thread-safe: one client, one thread.
public final class TdsPreloginClient {
    /// What drivers send today: version 7.4-era client, encryption on, federated authentication wanted.
    public static final Prelogin DRIVER = new Prelogin(Map.of(
            Prelogin.VERSION, new byte[] {13, 6, 0, 0, 0, 0},
            Prelogin.ENCRYPTION, new byte[] {Prelogin.ENCRYPT_ON},
            Prelogin.INSTANCE, new byte[] {0},
            Prelogin.THREAD_ID, new byte[] {0, 0, 0, 0},
            Prelogin.MARS, new byte[] {0},
            Prelogin.FED_AUTH_REQUIRED, new byte[] {1}));

    private final Socket socket;
    private final DataInputStream in;

    public TdsPreloginClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /// Sends [#DRIVER] and gives the server's options.
    public Prelogin prelogin() throws IOException {
        return prelogin(DRIVER);
    }

    public Prelogin prelogin(Prelogin options) throws IOException {
        send(new TdsPacket(TdsPacket.PRELOGIN, TdsPacket.END_OF_MESSAGE, options.bytes()));
        TdsPacket answer = receive();
        if (answer.type() != TdsPacket.TABULAR_RESULT) {
            throw new NotTds("PRELOGIN was answered with type 0x%02x".formatted(answer.type()));
        }
        return Prelogin.parse(answer.payload());
    }

    /// Pushes one packet through and gives what came back; the fake echoes it.
    public byte[] roundTrip(byte[] payload) throws IOException {
        send(new TdsPacket(TdsPacket.SQL_BATCH, TdsPacket.END_OF_MESSAGE, payload));
        return receive().payload();
    }

    public void send(TdsPacket packet) throws IOException {
        packet.write(socket.getOutputStream());
    }

    /// @throws EOFException if the peer closed instead of answering
    public TdsPacket receive() throws IOException {
        TdsPacket packet = TdsPacket.read(in);
        if (packet == null) {
            throw new EOFException("the peer closed the connection instead of answering");
        }
        return packet;
    }
}
