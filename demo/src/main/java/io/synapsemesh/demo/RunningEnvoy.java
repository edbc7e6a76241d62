package io.synapsemesh.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A started Envoy, whether a child process or a container. Closing it ends it; closing twice is harmless.
public interface RunningEnvoy extends AutoCloseable {

    EnvoyLaunch launch();

    EnvoyAdmin admin();

    boolean isRunning();

    /// The last 64 KiB of what Envoy wrote.
    String log();

    @Override
    void close();

    /// Waits until Envoy serves: its first configuration has arrived and its listeners are warm.
    ///
    /// @throws EnvoyFailure with Envoy's state and log, when it ended or the time is over
    default void awaitReady(Duration within) {
        var deadline = System.nanoTime() + within.toNanos();
        while (!admin().isReady()) {
            if (!isRunning()) {
                throw new EnvoyFailure("Envoy " + launch().name() + " ended before it was ready:\n" + log());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new EnvoyFailure("Envoy " + launch().name() + " was not ready within " + within + " ("
                        + admin().readyText() + "):\n" + log());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /// The admin address as soon as Envoy has written it: `127.0.0.1:40123`.
    static Optional<InetSocketAddress> adminAddress(EnvoyLaunch launch) {
        try {
            var text = Files.readString(launch.adminAddressFile()).strip();
            var colon = text.lastIndexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(
                            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + launch.adminAddressFile(), e);
        }
    }
}
