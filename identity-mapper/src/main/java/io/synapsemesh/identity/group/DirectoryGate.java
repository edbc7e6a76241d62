package io.synapsemesh.identity.group;

import io.synapsemesh.core.caller.Principal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Keeps a directory that fails from being hammered. It is left alone for as long as it asks (`Retry-After`, at most
/// five minutes), or, when [#FAILING_MAX] principals in a row could not be looked up, for half a second, doubling to
/// 15 seconds; then one question is let through, and its answer decides.
///
/// Principals are counted, not failures: a single user whose answer always comes too late closes the directory to
/// nobody else. What only concerns the question (an unknown user, a missing permission) is not a failure of the
/// directory. Safe for many threads; holds its lock for no question.
public final class DirectoryGate {
    static final int FAILING_MAX = 3;
    static final Duration HOLD_MIN = Duration.ofMillis(500);
    static final Duration HOLD_MAX = Duration.ofSeconds(15);
    static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final Set<Principal> failing = new HashSet<>();
    private Optional<Hold> hold = Optional.empty();
    private int holds;

    /// @param isProbing somebody was let through to see
    private record Hold(long untilNanos, String why, boolean isProbing) {}

    /// @param nanos a clock that never goes back
    public DirectoryGate(LongSupplier nanos, RandomGenerator random) {
        this.nanos = nanos;
        this.random = random;
    }

    /// @param question asks the directory, and throws [DirectoryFailed] if that did not work
    public GroupAnswer ask(Principal who, Supplier<SortedSet<String>> question) {
        Optional<GroupAnswer> refusal = refusal();
        if (refusal.isPresent()) {
            return refusal.get();
        }
        boolean settled = false;
        try {
            var known = new GroupAnswer.Known(question.get());
            answered();
            settled = true;
            return known;
        } catch (DirectoryFailed e) {
            if (isDown(e.why())) {
                failed(who, e);
            } else {
                answered();
            }
            settled = true;
            return new GroupAnswer.Unknown(e.why(), String.valueOf(e.getMessage()));
        } finally {
            if (!settled) {
                // A defect of ours says nothing of the directory; the next one may try.
                releaseProbe();
            }
        }
    }

    private static boolean isDown(WhyUnknown why) {
        return switch (why) {
            case THROTTLED, SLOW, UNREACHABLE, BROKEN, NO_CREDENTIAL -> true;
            case NO_DIRECTORY, NO_PRINCIPAL, NOT_PERMITTED, REFUSED, WRONG_ANSWER, TOO_MUCH, HELD, BUSY -> false;
        };
    }

    private synchronized Optional<GroupAnswer> refusal() {
        if (hold.isEmpty()) {
            return Optional.empty();
        }
        long left = hold.get().untilNanos() - nanos.getAsLong();
        if (left <= 0 && !hold.get().isProbing()) {
            hold = Optional.of(new Hold(hold.get().untilNanos(), hold.get().why(), true));
            return Optional.empty();
        }
        String until = left > 0 ? "for " + (left / 1_000_000 + 1) + " ms more" : "until one question was answered";
        return Optional.of(new GroupAnswer.Unknown(
                WhyUnknown.HELD,
                "the directory is left alone " + until + ": " + hold.get().why()));
    }

    /// An answer to a question that was under way when the directory asked for rest does not end the rest.
    private synchronized void answered() {
        failing.clear();
        if (hold.isEmpty() || hold.get().isProbing()) {
            holds = 0;
            hold = Optional.empty();
        }
    }

    private synchronized void releaseProbe() {
        hold = hold.map(held -> new Hold(held.untilNanos(), held.why(), false));
    }

    private synchronized void failed(Principal who, DirectoryFailed failure) {
        boolean wasProbing = hold.isPresent() && hold.get().isProbing();
        if (failing.size() < FAILING_MAX) {
            failing.add(who);
        }
        boolean asksForRest =
                failure.why() == WhyUnknown.THROTTLED || failure.retryAfter().isPresent();
        if (!asksForRest && !wasProbing && failing.size() < FAILING_MAX) {
            return;
        }
        Duration wait = failure.retryAfter()
                .map(asked -> asked.compareTo(RETRY_AFTER_MAX) < 0 ? asked : RETRY_AFTER_MAX)
                .orElseGet(this::backOff);
        long until = nanos.getAsLong() + wait.toNanos();
        // Questions that were under way when the first one failed must not shorten a longer hold.
        boolean isLater = hold.isEmpty() || until - hold.get().untilNanos() > 0;
        if (isLater || wasProbing) {
            hold = Optional.of(new Hold(until, String.valueOf(failure.getMessage()), false));
        }
    }

    private Duration backOff() {
        long millis = Math.min(HOLD_MIN.toMillis() << Math.min(holds++, 10), HOLD_MAX.toMillis());
        return Duration.ofMillis(Math.round(millis * (0.9 + 0.2 * random.nextDouble())));
    }
}
