package io.synapsemesh.core.identity;

import java.util.concurrent.atomic.AtomicReference;

/// Runs a check where recursion that grows with its input shows at once: on a stack of 256 KiB, a quarter of the
/// default. `java.util.regex` recurses for each turn of a group, and an overflow is an `Error` that no caller expects.
public final class Stacks {
    private static final long SMALL_BYTES = 256 * 1024;

    private Stacks() {}

    public static void onSmallStack(Runnable check) {
        var thrown = new AtomicReference<Throwable>();
        var thread = new Thread(null, check, "small-stack", SMALL_BYTES);
        thread.setUncaughtExceptionHandler((ignored, problem) -> thrown.set(problem));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (thrown.get() != null) {
            throw new AssertionError("failed on a small stack: " + thrown.get(), thrown.get());
        }
    }
}
