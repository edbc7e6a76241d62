package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.IssuanceFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Spares an issuer that is away or overloaded, and the rotator that asks it for one leaf after another: while it
/// holds, every call fails at once and nothing goes over the network. One for each issuer, shared by all leaves.
///
/// It holds for a moment after a failure, and for as long as the issuer itself asked (RFC 9110 section 10.2.3), but
/// never longer than [#HOLD_MAX]: a wrong `Retry-After` must not outlast a leaf, nor keep it a minute from an issuer
/// that is well again. The rotator's attempts meanwhile fail at once and wait twice as long each time: at most the
/// fifth one falls into the hold, and after it the next comes within 32 s.
public final class Breaker {
    /// After a failure that named no time.
    public static final Duration HOLD_STANDARD = Duration.ofSeconds(1);

    public static final Duration HOLD_MAX = Duration.ofSeconds(25);

    private final Clock clock;
    private final AtomicReference<Optional<Hold>> hold = new AtomicReference<>(Optional.empty());

    private record Hold(Instant until, String reason) {}

    public Breaker(Clock clock) {
        this.clock = clock;
    }

    /// @throws IssuanceFailed while it holds
    public void requirePassage() {
        Instant now = clock.instant();
        hold.get()
                .filter(h -> now.isBefore(h.until()) && !h.until().isAfter(now.plus(HOLD_MAX)))
                .ifPresent(h -> {
                    throw new IssuanceFailed("not asked before " + h.until() + ": " + h.reason());
                });
    }

    /// @param asked how long the issuer wants to be left alone
    public void hold(Optional<Duration> asked, String reason) {
        Duration wanted = asked.filter(d -> !d.isNegative()).orElse(HOLD_STANDARD);
        Duration bounded = wanted.compareTo(HOLD_MAX) > 0 ? HOLD_MAX : wanted;
        hold.set(Optional.of(new Hold(clock.instant().plus(bounded), reason)));
    }

    public void succeeded() {
        hold.set(Optional.empty());
    }
}
