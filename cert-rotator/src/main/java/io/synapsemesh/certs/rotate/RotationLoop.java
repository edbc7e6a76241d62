package io.synapsemesh.certs.rotate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that calls [LeafRotator#tickHere], or another such tick, when it asks to be called. Holds no rule; a
/// failing tick is tried again a second later, for ever.
public final class RotationLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RotationLoop.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofHours(1);
    private static final Duration PAUSE_FAILED = Duration.ofSeconds(1);

    private final Supplier<Instant> tick;
    private final Clock clock;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;

    private RotationLoop(String name, Supplier<Instant> tick, Clock clock) {
        this.tick = tick;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    static RotationLoop start(Supplier<Instant> tick, Clock clock) {
        return start("rotation", tick, clock);
    }

    /// @param tick does what is due and says when to call it again
    public static RotationLoop start(String name, Supplier<Instant> tick, Clock clock) {
        var loop = new RotationLoop(name, tick, clock);
        loop.thread.start();
        return loop;
    }

    /// Looks at once: something is due earlier than the last look could know. Never blocks.
    public void wake() {
        woken.release();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (woken.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration pause() {
        try {
            var wait = Duration.between(clock.instant(), tick.get());
            if (wait.compareTo(PAUSE_MIN) < 0) {
                return PAUSE_MIN;
            }
            return wait.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : wait;
        } catch (RuntimeException e) {
            LOG.error("a look at the certificates failed and is repeated", e);
            return PAUSE_FAILED;
        }
    }
}
