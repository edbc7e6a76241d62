package io.synapsemesh.xds.serve;

import java.time.Duration;
import java.time.Instant;

/// The clock and the alarm of the server, so that tests can turn both by hand.
public interface Timers {
    Instant now();

    /// Runs `task` once, no earlier than `delay` from now, on a thread that may be shared by all tasks.
    Alarm after(Duration delay, Runnable task);

    /// One planned run.
    @FunctionalInterface
    interface Alarm {
        /// Without effect once the task runs.
        void cancel();
    }
}
