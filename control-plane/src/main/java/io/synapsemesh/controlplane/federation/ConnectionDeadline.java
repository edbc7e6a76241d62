package io.synapsemesh.controlplane.federation;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends every connection a fixed time after it was accepted, whatever it is doing. Helidon's own limits begin after the
/// TLS handshake: who never ends it, or sends a byte a second, would hold his connection for ever.
///
/// Comes in as the options of accepted sockets, the one place that sees each of them before its handshake.
public final class ConnectionDeadline implements SocketOptions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionDeadline.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final SocketOptions options;
    private final long nanosMax;
    /// Open ones, and those that closed since the last look: at most what was accepted in a second more than is
    /// allowed.
    private final Map<SocketChannel, Long> accepted = new ConcurrentHashMap<>();

    private final Thread watching;

    public ConnectionDeadline(SocketOptions options, Duration most) {
        this.options = options;
        this.nanosMax = most.toNanos();
        this.watching = Thread.ofVirtual().name("connection-deadline").start(this::watch);
    }

    @Override
    public void configureSocket(SocketChannel channel) {
        options.configureSocket(channel);
        accepted.put(channel, System.nanoTime());
    }

    @Override
    public void close() {
        watching.interrupt();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                long now = System.nanoTime();
                accepted.entrySet().removeIf(entry -> isOver(entry.getKey(), now - entry.getValue()));
            }
        } catch (InterruptedException e) {
            // The server ends.
        }
    }

    private boolean isOver(SocketChannel channel, long age) {
        if (age >= nanosMax && channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("a connection did not close well", e);
            }
        }
        return !channel.isOpen();
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
