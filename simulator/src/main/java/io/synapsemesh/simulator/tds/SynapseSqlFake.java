package io.synapsemesh.simulator.tds;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A `sql` or `sqlOnDemand` endpoint: answers PRELOGIN (MS-TDS 2.2.6.5), then echoes every packet until closed.
///
/// The echo stands for a session: bytes can be pushed through a proxy for as long as a test likes. Every accepted
/// connection is counted before a byte is read, so "no upstream was dialled" is `connections() == 0`.
public final class SynapseSqlFake implements AutoCloseable {
    /// Connections above this are accepted, counted and closed at once.
    public static final int OPEN_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SynapseSqlFake.class);
    private static final int BACKLOG = 1024;

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong prelogins = new AtomicLong();
    private final AtomicLong echoedBytes = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();

    private SynapseSqlFake(ServerSocket listener) {
        this.listener = listener;
    }

    /// @throws UncheckedIOException if no loopback port can be bound
    public static SynapseSqlFake start() {
        try {
            var listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), BACKLOG);
            var fake = new SynapseSqlFake(listener);
            Thread.ofVirtual().name("synapse-sql-fake").start(fake::accept);
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator cannot listen on loopback", e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// Connections accepted since the start.
    public long connections() {
        return connections.get();
    }

    public int openConnections() {
        return open.size();
    }

    /// PRELOGIN messages answered.
    public long prelogins() {
        return prelogins.get();
    }

    /// Payload bytes echoed after PRELOGIN, over all connections.
    public long echoedBytes() {
        return echoedBytes.get();
    }

    /// Connections closed because they did not speak TDS.
    public long malformed() {
        return malformed.get();
    }

    /// Closes every open connection but goes on listening: an upstream that fails over.
    public void dropConnections() {
        open.forEach(SynapseSqlFake::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                if (open.size() >= OPEN_MAX) {
                    closeQuietly(socket);
                    continue;
                }
                open.add(socket);
                Thread.ofVirtual().name("synapse-sql-fake-session").start(() -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("the SQL fake could not accept a connection", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            converse(socket);
        } catch (IOException e) {
            LOG.debug("a SQL session ended: {}", e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    private void converse(Socket socket) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        var out = socket.getOutputStream();
        try {
            TdsPacket first = TdsPacket.read(in);
            if (first == null) {
                return;
            }
            if (first.type() != TdsPacket.PRELOGIN) {
                throw new NotTds("the first packet has type 0x%02x, not PRELOGIN".formatted(first.type()));
            }
            var asked = Prelogin.parse(first.payload());
            var answer = PreloginAnswer.to(asked).bytes();
            new TdsPacket(TdsPacket.TABULAR_RESULT, TdsPacket.END_OF_MESSAGE, answer).write(out);
            prelogins.incrementAndGet();
            if (PreloginAnswer.ends(asked)) {
                return;
            }
            for (var packet = TdsPacket.read(in); packet != null; packet = TdsPacket.read(in)) {
                packet.write(out);
                echoedBytes.addAndGet(packet.payload().length);
            }
        } catch (NotTds e) {
            malformed.incrementAndGet();
            throw e;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a SQL session failed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("closing the SQL listener failed: {}", e.getMessage());
        }
        dropConnections();
    }
}
