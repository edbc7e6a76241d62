package io.synapsemesh.certs.rotate;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// When to renew and how often to try again.
///
/// The renewal point lies in 50-80 % of the life from the signature to the end (the backdate is not lived and
/// does not count). The first half is the outage budget nobody spends by plan; the spread keeps a fleet that started
/// together from renewing together, and [RenewalPlanner] says where in it.
///
/// A retry waits 1 s, doubled with each failure up to the smaller of 25 s and a twentieth of the leaf's life, times a
/// random 0.5 to 1, and no wait can eat the rest of a short life (cert-manager's 32 h back-off for a 1 h certificate is
/// the anti-example). An issuer that returns is used within a minute, at worst after the rest of an attempt that hangs
/// (10 s), one wait (25 s) and one look at others ([LeafRotator#TICK_MAX]); or, where it asked to be left alone, after
/// the longest that it is ([io.synapsemesh.certs.issuer.Breaker#HOLD_MAX], 30 s) and one wait.
public record RotationPolicy(double renewFrom, double renewUntil, Duration retryMin, Duration retryMax) {
    public static final RotationPolicy STANDARD =
            new RotationPolicy(0.5, 0.8, Duration.ofSeconds(1), Duration.ofSeconds(25));

    /// The twentieth that is left out is the time the first retries need.
    private static final double LOW_SHARE = 0.95;

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

    /// Where the renewal point may lie.
    record Window(Instant from, Instant until) {}

    Window window(Instant issuedAt, Instant notAfter) {
        double life = Duration.between(issuedAt, notAfter).toMillis();
        return new Window(
                issuedAt.plusMillis((long) (life * renewFrom)), issuedAt.plusMillis((long) (life * renewUntil)));
    }

    /// With less than this left the plan was missed: every attempt since the latest renewal point has failed
    /// (SYN0804).
    Duration budgetLow(Duration life) {
        return Duration.ofMillis((long) (life.toMillis() * (1 - renewUntil) * LOW_SHARE));
    }

    /// A point by chance, for leaves whose keys are with their owners and whom nobody plans.
    public Instant drawRenewal(Instant issuedAt, Instant notAfter, RandomGenerator random) {
        Window window = window(issuedAt, notAfter);
        double millis = Duration.between(window.from(), window.until()).toMillis();
        return window.from().plusMillis((long) (millis * random.nextDouble()));
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
