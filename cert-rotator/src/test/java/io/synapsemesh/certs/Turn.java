package io.synapsemesh.certs;

import java.util.concurrent.Semaphore;

/// Cases that run beside each other work one at a time, as if they ran one after another, and only wait together: who
/// waits for a deadline gives its turn away meanwhile. So a case that measures how long something takes is not slowed
/// down by the others' work.
public final class Turn {
    private static final Semaphore ONE = new Semaphore(1, true);

    private Turn() {}

    /// What a case does.
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /// Runs the case when it is its turn.
    public static void of(Work working) throws Exception {
        ONE.acquire();
        try {
            working.run();
        } finally {
            ONE.release();
        }
    }

    /// Only within [#of]: lets others have the turn while `waiting` waits, and comes back when it is free.
    public static void givenAwayFor(Runnable waiting) {
        ONE.release();
        try {
            waiting.run();
        } finally {
            ONE.acquireUninterruptibly();
        }
    }
}
