package io.synapsemesh.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Asks again and again until it is so.
final class Poll {
    private static final long PAUSE_NANOS = Duration.ofMillis(15).toNanos();

    private Poll() {}

    /// @return whether it became so in time
    static boolean until(Duration within, Callable<Boolean> question) throws Exception {
        long deadline = System.nanoTime() + within.toNanos();
        while (!question.call()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
