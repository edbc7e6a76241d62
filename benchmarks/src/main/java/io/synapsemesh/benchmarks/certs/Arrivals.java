package io.synapsemesh.benchmarks.certs;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// When each acknowledgement of one change was read by the server.
final class Arrivals {
    private static final int SECONDS_MAX = 120;

    /// One change under way.
    private record Wait(long start, long[] nanos, AtomicInteger count, CountDownLatch reached) {}

    private volatile @Nullable Wait wait;

    void read() {
        Wait current = wait;
        if (current != null) {
            int place = current.count.getAndIncrement();
            if (place < current.nanos.length) {
                current.nanos[place] = System.nanoTime() - current.start;
                current.reached.countDown();
            }
        }
    }

    /// @return nanoseconds from the start of `change` to each acknowledgement, ascending
    long[] time(int expected, Runnable change) throws InterruptedException {
        var current =
                new Wait(System.nanoTime(), new long[expected], new AtomicInteger(), new CountDownLatch(expected));
        wait = current;
        change.run();
        if (!current.reached.await(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException(current.reached.getCount() + " of " + expected
                    + " acknowledgements did not come within " + SECONDS_MAX + " s");
        }
        wait = null;
        Arrays.sort(current.nanos);
        return current.nanos;
    }
}
