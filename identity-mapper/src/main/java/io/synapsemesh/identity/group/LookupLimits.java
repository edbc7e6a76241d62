package io.synapsemesh.identity.group;

import java.time.Duration;

/// How long answers of directories are good, and how many are kept and awaited.
///
/// @param fresh how long after it was *asked for* an answer may be used; a group removed from somebody is effective
///     that long after the directory shows it, plus nothing
/// @param retry how long a passing failure is not tried again for the same principal
/// @param patience how long a decision waits for an answer
/// @param bytesMax for all kept answers together, estimated
/// @param openMax questions under way at once
public record LookupLimits(Duration fresh, Duration retry, Duration patience, long bytesMax, int openMax) {
    /// A removal is to be effective within 5 s; a second of them is left to the decision itself.
    public static final Duration FRESH_MAX = Duration.ofSeconds(4);

    public static final LookupLimits DEFAULT =
            new LookupLimits(FRESH_MAX, Duration.ofSeconds(1), Duration.ofSeconds(2), 32L * 1024 * 1024, 256);

    public LookupLimits {
        if (fresh.compareTo(FRESH_MAX) > 0 || fresh.isNegative() || fresh.isZero()) {
            throw new IllegalArgumentException("answers are good for more than 0 and at most " + FRESH_MAX);
        }
        if (bytesMax < 1 || openMax < 1 || patience.isNegative() || retry.isNegative()) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
