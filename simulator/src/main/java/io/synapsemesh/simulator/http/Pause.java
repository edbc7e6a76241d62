package io.synapsemesh.simulator.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Delays that end when their fake closes, so that a test never waits for a slow answer it no longer wants.
public final class Pause implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @throws IOException if the fake closed meanwhile, or the thread was interrupted
    public void hold(Duration delay) throws IOException {
        try {
            if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the fake closed while an answer was held back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an answer was held back", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
