package io.synapsemesh.certs.rotate;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When to renew and how often to try again.
///
/// The renewal point is uniform in 50-80 % of the life from the signature to the end (the backdate is not lived and
/// does not count). The first half is the outage budget nobody spends by plan; the spread keeps a fleet that started
/// together from renewing together.
///
/// A retry waits 1 s, doubled with each failure up to the smaller of 60 s and a twentieth of the leaf's life, times a
/// random 0.5 to 1: an issuer that returns is used within a minute, and no wait can eat the rest of a short life
/// (cert-manager's 32 h back-off for a 1 h certificate is the anti-example).
public record RotationPolicy(double renewFrom, double renewUntil, Duration retryMin, Duration retryMax) {
    public static final RotationPolicy STANDARD =
            new RotationPolicy(0.5, 0.8, Duration.ofSeconds(1), Duration.ofSeconds(60));

    public RotationPolicy {
        boolean sound = renewFrom > 0
                && renewUntil < 1
                && renewFrom <= renewUntil
                && retryMin.isPositive()
                && retryMax.compareTo(retryMin) >= 0;
        if (!sound) {
            throw new IllegalArgumentException("renewal lies within the life, and waits are positive");
        }
    }

    public Instant drawRenewal(Instant issuedAt, Instant notAfter, RandomGenerator random) {
        double share = renewFrom + (renewUntil - renewFrom) * random.nextDouble();
        return issuedAt.plusMillis((long) (Duration.between(issuedAt, notAfter).toMillis() * share));
    }

    /// @param attempts failures so far, the present one included
    Instant drawRetry(Instant now, int attempts, Duration life, RandomGenerator random) {
        Duration most = longestWait(life);
        int doublings = Math.min(attempts - 1, 16);
        long wait = Math.min(retryMin.toMillis() << doublings, most.toMillis());
        return now.plusMillis((long) (wait * (0.5 + 0.5 * random.nextDouble())));
    }

    Duration longestWait(Duration life) {
        Duration share = life.dividedBy(20);
        Duration most = share.compareTo(retryMax) < 0 ? share : retryMax;
        return most.compareTo(retryMin) < 0 ? retryMin : most;
    }
}
