package io.synapsemesh.identity.jwks;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that calls [JwksStore#tick] when it asks to be called. Holds no rule; a failing tick is tried again a
/// second later, for ever.
public final class JwksLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JwksLoop.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_FAILED = Duration.ofSeconds(1);

    private final JwksStore store;
    private final Clock clock;
    private final Thread thread;

    private JwksLoop(JwksStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("jwks-refresh").unstarted(this::run);
    }

    public static JwksLoop start(JwksStore store, Clock clock) {
        var loop = new JwksLoop(store, clock);
        loop.thread.start();
        return loop;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(pause());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration pause() {
        try {
            var wait = Duration.between(clock.instant(), store.tick());
            return wait.compareTo(PAUSE_MIN) < 0 ? PAUSE_MIN : wait;
        } catch (RuntimeException e) {
            LOG.error("a look at the keys failed and is repeated", e);
            return PAUSE_FAILED;
        }
    }
}
