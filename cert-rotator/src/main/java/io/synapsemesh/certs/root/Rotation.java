package io.synapsemesh.certs.root;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// The record of one rotation under way, kept in the slot file beside the roots it speaks of: whatever a crash leaves,
/// roots and record are of one moment.
///
/// @param id a UUID; the report is kept under it
/// @param reason in words, for the log and the report
/// @param bundleHash content hash of the bundle that holds both roots: what a member acknowledges
public record Rotation(
        String id, Phase phase, String reason, String bundleHash, Times times, Orders orders, Answers answers) {
    public static final int REASON_CHARS_MAX = 512;

    public Rotation {
        if (reason.length() > REASON_CHARS_MAX) {
            throw new IllegalArgumentException("a reason has at most " + REASON_CHARS_MAX + " characters");
        }
    }

    /// When each phase began.
    ///
    /// @param alarmed when the deadline passed with somebody missing
    /// @param leavesEnd when the last leaf under the root that leaves ends by itself; set at activation and at a
    ///     rollback
    /// @param reissued when no leaf of the root that goes was live any more
    public record Times(
            Mark started,
            Optional<Instant> alarmed,
            Optional<Instant> activated,
            Optional<Instant> leavesEnd,
            Optional<Instant> reissued) {}

    /// What operators ordered.
    ///
    /// @param taint the old root is suspect: its leaves go first, at once
    /// @param revoke the old root goes without waiting for old connections to drain
    /// @param force also while leaves under it are live
    public record Orders(Optional<Mark> rollBack, Optional<Mark> taint, Optional<Mark> revoke, Optional<Mark> force) {}

    /// What members and operators answered, by the member's name.
    ///
    /// @param skips members nobody waits for
    /// @param acks operators' word for verifiers we cannot see
    /// @param seen when a member's own acknowledgement was first seen, for the propagation figures; at most
    ///     [#SEEN_MAX], never read by the plan
    public record Answers(
            SortedMap<String, Mark> skips, SortedMap<String, Mark> acks, SortedMap<String, Instant> seen) {
        public static final int SKIPS_MAX = 10_000;
        public static final int SEEN_MAX = 20_000;

        public Answers {
            skips = Collections.unmodifiableSortedMap(new TreeMap<>(skips));
            acks = Collections.unmodifiableSortedMap(new TreeMap<>(acks));
            seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
            if (skips.size() > SKIPS_MAX || acks.size() > SKIPS_MAX || seen.size() > SEEN_MAX) {
                throw new IllegalArgumentException("more answers than members there can be");
            }
        }
    }

    /// A rotation about to be prepared; its bundle is not known yet.
    static Rotation begin(String reason, Mark started) {
        var none = Optional.<Instant>empty();
        var nobody = Optional.<Mark>empty();
        return new Rotation(
                UUID.randomUUID().toString(),
                Phase.PREPARED,
                reason,
                "",
                new Times(started, none, none, none, none),
                new Orders(nobody, nobody, nobody, nobody),
                new Answers(new TreeMap<>(), new TreeMap<>(), new TreeMap<>()));
    }

    public Rotation withBundle(String hash) {
        return new Rotation(id, phase, reason, hash, times, orders, answers);
    }

    Rotation alarmed(Instant at) {
        return with(
                new Times(times.started(), Optional.of(at), times.activated(), times.leavesEnd(), times.reissued()));
    }

    Rotation activated(Instant at, Instant leavesEnd) {
        var next =
                new Times(times.started(), times.alarmed(), Optional.of(at), Optional.of(leavesEnd), Optional.empty());
        return new Rotation(id, Phase.ACTIVATED, reason, bundleHash, next, orders, answers);
    }

    Rotation reissued(Instant at) {
        return with(new Times(times.started(), times.alarmed(), times.activated(), times.leavesEnd(), Optional.of(at)));
    }

    Rotation rollingBack(Mark by, Instant leavesEnd) {
        var next = new Orders(Optional.of(by), orders.taint(), Optional.empty(), Optional.empty());
        var since = new Times(
                times.started(), times.alarmed(), times.activated(), Optional.of(leavesEnd), Optional.empty());
        return new Rotation(id, Phase.ROLLING_BACK, reason, bundleHash, since, next, answers);
    }

    Rotation tainted(Mark by) {
        return with(new Orders(orders.rollBack(), Optional.of(by), orders.revoke(), orders.force()));
    }

    Rotation revoked(Mark by, Optional<Mark> force) {
        return with(new Orders(orders.rollBack(), orders.taint(), Optional.of(by), force));
    }

    Rotation skipping(String name, Mark by) {
        return with(new Answers(added(answers.skips(), name, by), answers.acks(), answers.seen()));
    }

    Rotation acknowledged(String name, Mark by) {
        return with(new Answers(answers.skips(), added(answers.acks(), name, by), answers.seen()));
    }

    Rotation seeing(UnaryOperator<SortedMap<String, Instant>> change) {
        return with(new Answers(answers.skips(), answers.acks(), change.apply(new TreeMap<>(answers.seen()))));
    }

    private Rotation with(Times next) {
        return new Rotation(id, phase, reason, bundleHash, next, orders, answers);
    }

    private Rotation with(Orders next) {
        return new Rotation(id, phase, reason, bundleHash, times, next, answers);
    }

    private Rotation with(Answers next) {
        return new Rotation(id, phase, reason, bundleHash, times, orders, next);
    }

    private static SortedMap<String, Mark> added(SortedMap<String, Mark> before, String name, Mark by) {
        var after = new TreeMap<>(before);
        after.putIfAbsent(name, by);
        return after;
    }
}
