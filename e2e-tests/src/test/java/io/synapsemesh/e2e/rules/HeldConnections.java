package io.synapsemesh.e2e.rules;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Clients that keep one connection each for as long as they are let, and then open the next.
final class HeldConnections implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    private final Queue<Duration> lifetimes = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Instant> openSince = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    /// One connection.
    interface Held extends AutoCloseable {
        /// @return whether it is still there
        boolean use();

        @Override
        void close() throws IOException;
    }

    interface Opening {
        Held open() throws IOException;
    }

    HeldConnections(List<Opening> openings) {
        openings.forEach(opening -> threads.execute(() -> {
            while (!stopped) {
                hold(opening);
            }
        }));
    }

    /// Of those that the mesh ended.
    List<Duration> lifetimes() {
        return List.copyOf(lifetimes);
    }

    /// Of those that could not be opened.
    List<String> failures() {
        return List.copyOf(failures);
    }

    /// How many that are open now were open at `moment`.
    long openedBefore(Instant moment) {
        return openSince.stream().filter(moment::isAfter).count();
    }

    private void hold(Opening opening) {
        try (Held held = opening.open()) {
            Instant opened = Instant.now();
            openSince.add(opened);
            try {
                use(held);
            } finally {
                openSince.remove(opened);
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    private void use(Held held) {
        long start = System.nanoTime();
        while (!stopped) {
            if (!held.use()) {
                lifetimes.add(Duration.ofNanos(System.nanoTime() - start));
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        try {
            threads.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
