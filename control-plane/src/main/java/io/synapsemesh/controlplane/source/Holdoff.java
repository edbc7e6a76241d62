package io.synapsemesh.controlplane.source;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a change is handed on: at once after quiet, otherwise when 100 ms passed without another change, and at most
/// 1 s after the first one waiting (rules.md C, "First change at once"). Not thread-safe.
final class Holdoff {
    static final Duration QUIET = Duration.ofMillis(100);
    static final Duration WAIT_MAX = Duration.ofSeconds(1);

    private @Nullable Instant lastDelivery;
    private @Nullable Instant firstWaiting;
    private @Nullable Instant lastChange;

    void change(Instant now) {
        firstWaiting = firstWaiting == null ? now : firstWaiting;
        lastChange = now;
    }

    /// When the waiting changes are to be handed on; empty if there are none.
    Optional<Instant> due() {
        if (firstWaiting == null || lastChange == null) {
            return Optional.empty();
        }
        if (lastDelivery == null || !firstWaiting.isBefore(lastDelivery.plus(QUIET))) {
            return Optional.of(firstWaiting);
        }
        Instant quiet = lastChange.plus(QUIET);
        Instant latest = firstWaiting.plus(WAIT_MAX);
        return Optional.of(quiet.isBefore(latest) ? quiet : latest);
    }

    /// @param now when the consumer was done with it
    void delivered(Instant now) {
        lastDelivery = now;
        firstWaiting = null;
        lastChange = null;
    }
}
