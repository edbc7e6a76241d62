package io.synapsemesh.controlplane.node;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a running server of tokens that were revoked, by whomever, so that it ends their streams. Looks at the ledger
/// twice a second rather than trusting file events, which get lost.
public final class RevocationWatch implements AutoCloseable {
    /// Half of the second within which a revocation is promised to be noticed.
    public static final Duration INTERVAL = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(RevocationWatch.class);

    private final NodeTokens tokens;
    private final Consumer<String> listener;
    private final ScheduledExecutorService scheduler;
    private final Set<String> told;

    private RevocationWatch(NodeTokens tokens, Consumer<String> listener, ScheduledExecutorService scheduler) {
        this.tokens = tokens;
        this.listener = listener;
        this.scheduler = scheduler;
        this.told = new TreeSet<>(tokens.revoked());
    }

    /// @param listener gets the id of each token revoked from now on, once
    public static RevocationWatch start(NodeTokens tokens, Consumer<String> listener) {
        var scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("token-revocations").factory());
        var watch = new RevocationWatch(tokens, listener, scheduler);
        scheduler.scheduleWithFixedDelay(watch::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    /// An exception would end the schedule for good, so none leaves here.
    private void look() {
        try {
            var revoked = tokens.revoked();
            told.retainAll(revoked);
            for (String id : revoked) {
                if (!told.contains(id)) {
                    listener.accept(id);
                    told.add(id);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("a look at the revoked tokens failed and is repeated", e);
        }
    }
}
