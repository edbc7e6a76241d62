package io.synapsemesh.certs.root;

import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rotates one authority. Level-triggered: each [#tick] gathers the facts anew, asks the plan and does one step; an
/// operator's order is kept in the record of the rotation, and the plan sees it there.
///
/// Every step is in the audit log before it is written, and written before anything in this process acts on it. What
/// could not be gathered is unknown, and the plan waits for it.
///
/// Writers exclude one another. `changed` runs outside of no lock but this one's, after a step: leaves are to be
/// reissued and bundles handed out.
public final class RootRotator {
    /// Between two looks at a gate that is waited for.
    public static final Duration LOOK_WAITING = Duration.ofSeconds(1);

    /// Between two looks otherwise, so that a clock that jumps is noticed.
    public static final Duration LOOK_MAX = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(RootRotator.class);
    private static final int NAMED_MAX = 20;

    private final KeptRoots roots;
    private final Ports ports;
    private final EventSink events;
    private final Supplier<RootPolicy> policy;
    private final Clock clock;
    private final Runnable changed;

    /// What a rotation looks at and leaves behind.
    ///
    /// @param members required: nobody is to be taken for nobody to wait for
    public record Ports(GateMembers members, LiveLeaves leaves, RotationReports reports) {}

    public RootRotator(
            KeptRoots roots,
            Ports ports,
            EventSink events,
            Supplier<RootPolicy> policy,
            Clock clock,
            Runnable changed) {
        this.roots = roots;
        this.ports = ports;
        this.events = events;
        this.policy = policy;
        this.clock = clock;
        this.changed = changed;
    }

    public AuthorityName authority() {
        return roots.authority();
    }

    /// Whether it has roots to rotate at this moment.
    public boolean isThere() {
        return roots.isThere();
    }

    /// The roots at this moment, without asking anybody else.
    public RootState state() {
        return roots.state();
    }

    /// What is seen now and what follows from it. Changes nothing.
    public RootStanding standing() {
        var facts = gather();
        return new RootStanding(facts, RootPlan.of(facts));
    }

    public RootForecast forecast() {
        return RootForecast.of(gather());
    }

    /// Does the next step, if one is due.
    ///
    /// @return when to look again
    public synchronized Instant tick() {
        var facts = gather();
        noteAcknowledgements(facts);
        facts = gather();
        var step = RootPlan.of(facts).step();
        Instant soon = facts.now();
        return switch (step) {
            case RootStep.Keep(var until) -> earlier(until, soon.plus(LOOK_MAX));
            case RootStep.Wait ignored -> soon.plus(LOOK_WAITING);
            case RootStep.Ask() -> {
                roots.ask();
                yield soon;
            }
            case RootStep.Prepare(var reason) -> {
                prepare(Rotation.begin(reason, own()));
                yield soon;
            }
            case RootStep.Alarm(var names) -> {
                alarm(rotation(facts), names);
                yield soon;
            }
            case RootStep.Activate() -> {
                var next = rotation(facts).activated(facts.now(), endOfLeaves(facts));
                done(next, "activated", own(), "the gate is open", () -> roots.activate(next));
                yield soon;
            }
            case RootStep.BeginDrain() -> {
                var next = rotation(facts).reissued(facts.now());
                done(next, "reissued", own(), "no leaf of the old root is live", () -> roots.keep(next));
                yield soon;
            }
            case RootStep.Retire(var reason) -> {
                finish(facts, "retired", reason);
                yield soon;
            }
            case RootStep.Withdraw() -> {
                finish(facts, "withdrawn", "the rollback is complete");
                yield soon;
            }
        };
    }

    /// Starts a rotation, or, if one is under way, only adds `skips` to it.
    ///
    /// @param skips members not to be waited for, by name; each must be one now
    public synchronized RootOutcome start(String by, String reason, Collection<String> skips) {
        var facts = gather();
        var strangers = strangers(facts, skips);
        if (!strangers.isEmpty()) {
            return new RootOutcome.Unknown(
                    "nobody in the gate of " + authority().text() + " is called " + String.join(", ", strangers));
        }
        var under = facts.state().rotation();
        if (under.isPresent() && skips.isEmpty()) {
            return new RootOutcome.Done("a rotation of " + authority().text() + " is under way since "
                    + under.get().times().started().at());
        }
        if (under.isEmpty() && facts.state().start() instanceof RootStart.Elsewhere(var why)) {
            return new RootOutcome.Refused(why);
        }
        var mark = new Mark(by, facts.now());
        if (under.isEmpty()) {
            prepare(Rotation.begin(reason.isBlank() ? "asked for" : reason, mark));
        }
        for (String name : new TreeSet<>(skips)) {
            order("skipped", mark, name, rotation -> rotation.skipping(name, mark));
        }
        return new RootOutcome.Done(
                under.isEmpty()
                        ? "prepared a new root of " + authority().text()
                        : "waits no more for " + String.join(", ", skips));
    }

    /// An operator's word that an outside verifier has the bundle that is handed out now.
    public synchronized RootOutcome acknowledge(String by, String name) {
        var facts = gather();
        if (facts.state().phase().filter(Phase.PREPARED::equals).isEmpty()) {
            return new RootOutcome.Refused("no rotation of " + authority().text() + " waits for anybody");
        }
        boolean external = facts.members().orElse(List.of()).stream()
                .anyMatch(member -> member.name().equals(name) && member.kind() == GateMember.Kind.EXTERNAL);
        if (!external) {
            return new RootOutcome.Unknown(
                    "no outside verifier of " + authority().text() + " is called " + name
                            + "; proxies, edges and peers acknowledge by themselves");
        }
        var mark = new Mark(by, facts.now());
        order("acknowledged", mark, name, rotation -> rotation.acknowledged(name, mark));
        return new RootOutcome.Done(name + " has the new root of " + authority().text());
    }

    /// The root before signs again. Possible until it is retired.
    public synchronized RootOutcome rollBack(String by) {
        var facts = gather();
        var state = facts.state();
        if (state.rotation().isEmpty()) {
            return new RootOutcome.Unknown("no rotation of " + authority().text() + " is under way");
        }
        if (state.phase().filter(Phase.ROLLING_BACK::equals).isPresent()) {
            return new RootOutcome.Refused("it is being rolled back already");
        }
        var old = state.previous().orElse(state.current());
        if (!facts.now().isBefore(old.getNotAfter().toInstant())) {
            return new RootOutcome.Refused(
                    "the old root ended at " + old.getNotAfter().toInstant());
        }
        var mark = new Mark(by, facts.now());
        var next = rotation(facts).rollingBack(mark, endOfLeaves(facts));
        boolean signed = state.previous().isPresent();
        done(next, "rollingBack", mark, "asked for", () -> {
            if (signed) {
                roots.rollBack(next);
            } else {
                roots.keep(next);
            }
        });
        return new RootOutcome.Done(
                signed ? "the old root signs again; its leaves come back first" : "the new root is dropped");
    }

    /// The old root is suspect: a rotation away from it starts, if none is under way. It stays trusted until revoked.
    public synchronized RootOutcome taint(String by, String reason) {
        var facts = gather();
        var mark = new Mark(by, facts.now());
        if (facts.state().phase().filter(Phase.ROLLING_BACK::equals).isPresent()) {
            return new RootOutcome.Refused("a rollback to this very root is under way; let it end first");
        }
        if (facts.state().rotation().isEmpty()) {
            if (facts.state().start() instanceof RootStart.Elsewhere(var why)) {
                return new RootOutcome.Refused(why);
            }
            prepare(Rotation.begin(reason.isBlank() ? "tainted" : reason, mark));
        }
        order("tainted", mark, reason.isBlank() ? "asked for" : reason, rotation -> rotation.tainted(mark));
        return new RootOutcome.Done(
                "the old root of " + authority().text() + " is tainted; it is trusted until revoked");
    }

    /// The old root leaves the bundle without waiting for connections to drain; with [Force#FORCED] also while leaves
    /// under it are live.
    public synchronized RootOutcome revoke(String by, Force force) {
        var facts = gather();
        if (facts.state().phase().filter(Phase.ACTIVATED::equals).isEmpty()) {
            return new RootOutcome.Refused("only a root that another one took the place of can be revoked; "
                    + authority().text() + " is "
                    + facts.state().phase().map(Phase::text).orElse(Phase.STABLE) + ". Taint it first");
        }
        var mark = new Mark(by, facts.now());
        if (force == Force.UNFORCED && RootPlan.of(facts).step() instanceof RootStep.Wait(var why, var names)) {
            return new RootOutcome.Refused(why + ": " + some(names) + ". Wait, or force it");
        }
        var forced = force == Force.FORCED ? Optional.of(mark) : Optional.<Mark>empty();
        order(
                force == Force.FORCED ? "revokedByForce" : "revoked",
                mark,
                "asked for",
                rotation -> rotation.revoked(mark, forced));
        return new RootOutcome.Done("the old root of " + authority().text() + " leaves the bundle");
    }

    /// Whether live leaves hold a revocation up.
    public enum Force {
        UNFORCED,
        FORCED
    }

    private void prepare(Rotation rotation) {
        done(rotation, "prepared", rotation.times().started(), rotation.reason(), () -> roots.prepare(rotation));
    }

    private void alarm(Rotation rotation, List<String> names) {
        LOG.warn(
                "SYN0803 a rotation waits past its deadline: authority={} rotation={} members={} waiting={}",
                authority().text(),
                rotation.id(),
                names.size(),
                some(names));
        var next = rotation.alarmed(clock.instant());
        done(next, "alarmed", own(), "waits for " + some(names), () -> roots.keep(next));
    }

    private void finish(RootFacts facts, String step, String reason) {
        var rotation = rotation(facts);
        done(rotation, step, own(), reason, () -> {
            ports.reports().keep(RotationReport.of(facts));
            roots.finish();
        });
    }

    private void order(String step, Mark mark, String what, Function<Rotation, Rotation> change) {
        var next = change.apply(rotation(gather()));
        done(next, step, mark, what, () -> roots.keep(next));
    }

    /// Audit, write, tell; in this order.
    private void done(Rotation rotation, String step, Mark mark, String reason, Runnable write) {
        events.accept(
                new Event.RootRotated(clock.instant(), authority().text(), rotation.id(), step, mark.by(), reason));
        write.run();
        LOG.info(
                "root rotation: authority={} rotation={} step={} by={}",
                authority().text(),
                rotation.id(),
                step,
                mark.by());
        try {
            changed.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of roots failed; the next look makes up for it", e);
        }
    }

    private void noteAcknowledgements(RootFacts facts) {
        boolean speaking = facts.state().phase().filter(Phase.PREPARED::equals).isPresent()
                && !(facts.state().authority() instanceof AuthorityName.Client);
        if (!speaking) {
            return;
        }
        var rotation = rotation(facts);
        var known = rotation.answers().seen();
        var fresh = facts.members().orElse(List.of()).stream()
                .filter(member ->
                        member.acked().filter(rotation.bundleHash()::equals).isPresent())
                .map(GateMember::name)
                .filter(name -> !known.containsKey(name))
                .limit(Rotation.Answers.SEEN_MAX - known.size())
                .toList();
        if (!fresh.isEmpty()) {
            roots.keep(rotation.seeing(seen -> {
                fresh.forEach(name -> seen.put(name, facts.now()));
                return seen;
            }));
        }
    }

    private RootFacts gather() {
        return new RootFacts(
                clock.instant(),
                roots.state(),
                known("members", ports.members()::members),
                known("leaves", ports.leaves()::inForce),
                known("holders", ports.leaves()::upToDate).orElse(Set.of()),
                policy.get());
    }

    /// What a port cannot say is unknown, never empty.
    private <T> Optional<T> known(String what, Supplier<T> port) {
        try {
            return Optional.of(port.get());
        } catch (RuntimeException e) {
            LOG.debug("{} of {} are not known: reason={}", what, authority().text(), e.getMessage());
            return Optional.empty();
        }
    }

    /// When nobody can show a leaf of the root that is about to leave any more, whatever they miss.
    private static Instant endOfLeaves(RootFacts facts) {
        var leaves = facts.under(facts.state().current()).stream().map(LiveLeaf::notAfter);
        var members = facts.members().orElse(List.of()).stream()
                .filter(member -> member.kind() == GateMember.Kind.PROXY || member.kind() == GateMember.Kind.EDGE)
                .map(GateMember::leavesAt);
        Instant end = facts.state().endsAt();
        return java.util.stream.Stream.concat(leaves, members)
                .max(Instant::compareTo)
                .filter(end::isAfter)
                .orElse(facts.leaves().isPresent() && facts.members().isPresent() ? earlier(end, facts.now()) : end);
    }

    private static List<String> strangers(RootFacts facts, Collection<String> names) {
        var members = facts.members().orElse(List.of()).stream()
                .map(GateMember::name)
                .collect(java.util.stream.Collectors.toSet());
        return names.stream().filter(name -> !members.contains(name)).sorted().toList();
    }

    private static Rotation rotation(RootFacts facts) {
        return facts.state().rotation().orElseThrow(() -> new IllegalStateException("no rotation is under way"));
    }

    private Mark own() {
        return new Mark(Mark.ROTATION, clock.instant());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String some(List<String> names) {
        return String.join(", ", names.stream().limit(NAMED_MAX).toList())
                + (names.size() > NAMED_MAX ? " and " + (names.size() - NAMED_MAX) + " more" : "");
    }
}
