package io.synapsemesh.identity.decide;

import java.time.Duration;

/// Every bound of the desk. Reaching one is told to the [DeskListener].
///
/// @param deadline of everything one decision waits for (keys, directory, token for Synapse); below the second that
///     gateways wait, so that a refusal for it is an answer and in the log
/// @param waiting decisions that wait for one of these at once; the next is refused
/// @param cacheBytes what decisions are kept in, as far as it can be reckoned
/// @param keptFor how long one is kept at most
public record DeskLimits(Duration deadline, int waiting, long cacheBytes, Duration keptFor) {
    public static DeskLimits standard() {
        return new DeskLimits(Duration.ofMillis(900), 2_000, 64L << 20, Duration.ofSeconds(60));
    }
}
