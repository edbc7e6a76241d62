package io.synapsemesh.benchmarks.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts acknowledgements as the server reads them, the same way for every system.
final class Acks {
    private static final int SECONDS_MAX = 60;

    /// The wait for the `target`-th acknowledgement.
    private record Wait(long target, CountDownLatch reached, AtomicLong nanos) {}

    private final AtomicLong count = new AtomicLong();
    private volatile @Nullable Wait wait;

    void read() {
        long now = count.incrementAndGet();
        Wait current = wait;
        if (current != null && now == current.target) {
            current.nanos.set(System.nanoTime());
            current.reached.countDown();
        }
    }

    /// Runs `change` and waits for its acknowledgements.
    ///
    /// @return nanoseconds from the start of the change to the last one
    long time(int expected, Runnable change) throws InterruptedException {
        var current = new Wait(count.get() + expected, new CountDownLatch(1), new AtomicLong());
        wait = current;
        long start = System.nanoTime();
        change.run();
        if (!current.reached.await(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException((current.target - count.get()) + " of " + expected
                    + " acknowledgements did not come within " + SECONDS_MAX + " s");
        }
        return current.nanos.get() - start;
    }
}
