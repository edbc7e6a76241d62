package io.synapsemesh.certs.root;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/// When a rotation starts by itself, alarms and may end.
///
/// A root is replaced when what is left of it is less than the smaller of half its life and 30 days: early enough for
/// an alarm, a week-end and a person (SPIRE prepares at the same point, and then activates by time alone).
///
/// @param deadline a gate that is not open after this raises an alarm (`MeshTrust.rotation.deadline`); it opens nothing
/// @param drain how long a connection may outlive the identity it was opened with; after the last leaf was replaced
///     the old root is kept for this long
public record RootPolicy(Duration deadline, Duration drain) {
    /// The most that is left of a root when its rotation starts.
    public static final Duration LEAD_MAX = Duration.ofDays(30);

    /// A gate may wait this long before it alarms, if nobody says otherwise.
    public static final Duration DEADLINE = Duration.ofHours(72);

    /// `max_downstream_connection_duration` of every listener (rules C).
    public static final Duration DRAIN = Duration.ofHours(12);

    public static final RootPolicy STANDARD = new RootPolicy(DEADLINE, DRAIN);

    public RootPolicy {
        if (!deadline.isPositive() || drain.isNegative()) {
            throw new IllegalArgumentException("a deadline is positive, a drain is not negative");
        }
    }

    public Instant startsAt(X509Certificate root) {
        Instant from = root.getNotBefore().toInstant();
        Instant until = root.getNotAfter().toInstant();
        Duration half = Duration.between(from, until).dividedBy(2);
        return until.minus(half.compareTo(LEAD_MAX) < 0 ? half : LEAD_MAX);
    }
}
