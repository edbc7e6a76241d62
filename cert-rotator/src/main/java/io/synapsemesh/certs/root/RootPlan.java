package io.synapsemesh.certs.root;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From facts to the next step of a root's rotation: a list of named checks in order, the first that objects decides.
/// Pure. The same shape as the plan of a leaf.
///
/// @param check the one that decided
public record RootPlan(RootStep step, String check) {
    private record Check(String name, Function<RootFacts, Optional<RootStep>> objection) {}

    private static final List<Check> CHECKS = List.of(
            new Check("RotationUnderWay", RootPlan::underWay),
            new Check("LeavesKnown", RootPlan::leavesKnown),
            new Check("WithdrawnLeavesReplaced", RootPlan::withdrawnLeavesReplaced),
            new Check("NotWithdrawn", RootPlan::notWithdrawn),
            new Check("NotForced", RootPlan::notForced),
            new Check("MembersKnown", RootPlan::membersKnown),
            new Check("GateOpen", RootPlan::gateOpen),
            new Check("NextReady", RootPlan::nextReady),
            new Check("Activated", RootPlan::activated),
            new Check("OldLeavesReplaced", RootPlan::oldLeavesReplaced),
            new Check("HoldersUpToDate", RootPlan::holdersUpToDate),
            new Check("DrainBegun", RootPlan::drainBegun),
            new Check("Drained", RootPlan::drained));

    public static RootPlan of(RootFacts facts) {
        for (Check check : CHECKS) {
            var objection = check.objection().apply(facts);
            if (objection.isPresent()) {
                return new RootPlan(objection.get(), check.name());
            }
        }
        return new RootPlan(new RootStep.Retire("every leaf is replaced and drained"), "Retired");
    }

    public static List<String> checkNames() {
        return CHECKS.stream().map(Check::name).toList();
    }

    private static Optional<RootStep> underWay(RootFacts facts) {
        if (facts.state().rotation().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (facts.state().start()) {
                    case RootStart.ByAge() -> byAge(facts);
                    case RootStart.Now(var reason) -> new RootStep.Prepare(reason);
                    case RootStart.OnOrder ignored -> new RootStep.Keep(Instant.MAX);
                    case RootStart.Elsewhere ignored -> new RootStep.Keep(Instant.MAX);
                });
    }

    private static RootStep byAge(RootFacts facts) {
        Instant start = facts.policy().startsAt(facts.state().current());
        return facts.now().isBefore(start)
                ? new RootStep.Keep(start)
                : new RootStep.Prepare("the root ends at " + facts.state().endsAt());
    }

    private static Optional<RootStep> leavesKnown(RootFacts facts) {
        boolean signed = rotation(facts).times().activated().isPresent();
        return !signed || facts.leaves().isPresent()
                ? Optional.empty()
                : Optional.of(new RootStep.Wait("it is not known which leaves are live", List.of()));
    }

    /// Counts what is in force only: nobody is shown anything under a root that is being withdrawn after its leaf was
    /// replaced but by those who hold it still, so they are waited for as well.
    private static Optional<RootStep> withdrawnLeavesReplaced(RootFacts facts) {
        if (!in(facts, Phase.ROLLING_BACK)) {
            return Optional.empty();
        }
        boolean signed = rotation(facts).times().activated().isPresent();
        return signed ? replaced(facts).or(() -> taken(facts)) : Optional.empty();
    }

    private static Optional<RootStep> notWithdrawn(RootFacts facts) {
        return in(facts, Phase.ROLLING_BACK) ? Optional.of(new RootStep.Withdraw()) : Optional.empty();
    }

    private static Optional<RootStep> notForced(RootFacts facts) {
        return in(facts, Phase.ACTIVATED)
                ? rotation(facts).orders().force().map(by -> new RootStep.Retire("revoked by force of " + by.by()))
                : Optional.empty();
    }

    private static Optional<RootStep> membersKnown(RootFacts facts) {
        return facts.members().isPresent()
                ? Optional.empty()
                : Optional.of(new RootStep.Wait("it is not known who may be verifying", List.of()));
    }

    private static Optional<RootStep> gateOpen(RootFacts facts) {
        if (!in(facts, Phase.PREPARED)) {
            return Optional.empty();
        }
        var waiting = facts.gate().map(Gate::waitingNames).orElse(List.of());
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        var times = rotation(facts).times();
        boolean late =
                !facts.now().isBefore(times.started().at().plus(facts.policy().deadline()));
        return Optional.of(
                late && times.alarmed().isEmpty()
                        ? new RootStep.Alarm(waiting)
                        : new RootStep.Wait("they may not have the new root", waiting));
    }

    /// Behind the gate, so that nobody is asked for leaves while others are waited for.
    private static Optional<RootStep> nextReady(RootFacts facts) {
        if (!in(facts, Phase.PREPARED)) {
            return Optional.empty();
        }
        return switch (facts.state().readiness()) {
            case Readiness.Ready() -> Optional.empty();
            case Readiness.Unasked() -> Optional.of(new RootStep.Ask());
            case Readiness.Objecting(var why) -> Optional.of(new RootStep.Wait(why, List.of()));
        };
    }

    private static Optional<RootStep> activated(RootFacts facts) {
        return in(facts, Phase.PREPARED) ? Optional.of(new RootStep.Activate()) : Optional.empty();
    }

    private static Optional<RootStep> oldLeavesReplaced(RootFacts facts) {
        return replaced(facts);
    }

    private static Optional<RootStep> holdersUpToDate(RootFacts facts) {
        return taken(facts);
    }

    private static Optional<RootStep> drainBegun(RootFacts facts) {
        return rotation(facts).times().reissued().isPresent()
                ? Optional.empty()
                : Optional.of(new RootStep.BeginDrain());
    }

    /// A connection lives on with the identity it was opened with. A revoked root is not waited for.
    private static Optional<RootStep> drained(RootFacts facts) {
        if (rotation(facts).orders().revoke().isPresent()) {
            return Optional.of(new RootStep.Retire("revoked; every leaf is replaced"));
        }
        return rotation(facts)
                .times()
                .reissued()
                .map(at -> at.plus(facts.policy().drain()))
                .filter(facts.now()::isBefore)
                .map(RootStep.Keep::new);
    }

    private static Optional<RootStep> replaced(RootFacts facts) {
        var live = facts.state().leaving().map(facts::under).orElse(List.of());
        return live.isEmpty()
                ? Optional.empty()
                : Optional.of(new RootStep.Wait(
                        "their leaf is still under the root that goes",
                        live.stream().map(LiveLeaf::identity).toList()));
    }

    private static Optional<RootStep> taken(RootFacts facts) {
        if (facts.members().isEmpty()) {
            return membersKnown(facts);
        }
        var behind = facts.behind();
        return behind.isEmpty()
                ? Optional.empty()
                : Optional.of(new RootStep.Wait("they may not have taken their new leaf", behind));
    }

    private static boolean in(RootFacts facts, Phase phase) {
        return facts.state().phase().filter(phase::equals).isPresent();
    }

    private static Rotation rotation(RootFacts facts) {
        return facts.state()
                .rotation()
                .orElseThrow(() -> new IllegalStateException("a check behind RotationUnderWay has a rotation"));
    }
}
