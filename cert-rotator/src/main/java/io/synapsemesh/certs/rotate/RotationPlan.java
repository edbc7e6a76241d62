package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.profile.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// From facts to the next step: a list of named checks in order, the first that objects decides. Pure.
///
/// The shape is cert-manager's policy chain and SPIRE's rotator: a reader sees every reason for a renewal in one
/// list, and `certs` prints the name of the one that fired.
record RotationPlan(Step step, String check) {
    /// The leaf's end must be further away than the whole requested life plus this, before we say it lives too long.
    private static final Duration SLACK = Duration.ofMinutes(1);

    private record Check(String name, Function<LeafFacts, Optional<Step>> objection) {}

    private static final List<Check> CHECKS = List.of(
            new Check("Held", RotationPlan::held),
            new Check("Unexpired", RotationPlan::unexpired),
            new Check("WithinProfile", RotationPlan::withinProfile),
            new Check("Asked", RotationPlan::asked),
            new Check("UpToDate", RotationPlan::upToDate),
            new Check("NotTooLong", RotationPlan::notTooLong),
            new Check("BeforeRenewal", RotationPlan::beforeRenewal),
            new Check("NothingOffered", RotationPlan::nothingOffered),
            new Check("NothingOwed", RotationPlan::nothingOwed));

    static RotationPlan of(LeafFacts facts) {
        for (Check check : CHECKS) {
            var objection = check.objection().apply(facts);
            if (objection.isPresent()) {
                return new RotationPlan(orWait(objection.get(), facts), check.name());
            }
        }
        var renewAt = facts.held().map(HeldLeaf::renewAt).orElse(facts.now());
        return new RotationPlan(new Step.Keep(renewAt), "Fresh");
    }

    static List<String> checkNames() {
        return CHECKS.stream().map(Check::name).toList();
    }

    private static Optional<Step> held(LeafFacts facts) {
        return facts.held().isPresent() ? Optional.empty() : Optional.of(new Step.Issue("there is none yet"));
    }

    private static Optional<Step> unexpired(LeafFacts facts) {
        return facts.held()
                .filter(held -> !held.isValidAt(facts.now()))
                .map(held -> new Step.Issue("the held one ended at " + held.notAfter()));
    }

    /// Time is judged by the other checks, at this moment; the lint's verdict on it is as old as the lint.
    private static Optional<Step> withinProfile(LeafFacts facts) {
        return firstOf(facts, violation -> !violation.rule().isOutdatedOnly())
                .map(violation -> new Step.Issue("the held one may not be shown: " + violation));
    }

    private static Optional<Step> asked(LeafFacts facts) {
        return facts.urgency() == LeafFacts.Urgency.NOW
                ? Optional.of(new Step.Renew("an operator asked for it"))
                : Optional.empty();
    }

    private static Optional<Step> upToDate(LeafFacts facts) {
        return firstOf(facts, violation -> violation.rule().isOutdatedOnly())
                .map(violation -> new Step.Renew("the held one is out of date: " + violation));
    }

    /// The configured life became shorter, or the clock was set back: the leaf would outlive what was promised.
    private static Optional<Step> notTooLong(LeafFacts facts) {
        return facts.held()
                .filter(held -> held.notAfter()
                        .isAfter(facts.now().plus(facts.request().lifetime()).plus(SLACK)))
                .map(held -> new Step.Renew("the held one ends at " + held.notAfter() + ", later than "
                        + facts.request().lifetime() + " from now"));
    }

    private static Optional<Step> beforeRenewal(LeafFacts facts) {
        return facts.held()
                .filter(held -> !facts.now().isBefore(held.renewAt()))
                .map(held -> new Step.Renew("its renewal point " + held.renewAt() + " has passed"));
    }

    /// Whoever gives leaves replaces them on a plan of their own.
    private static Optional<Step> nothingOffered(LeafFacts facts) {
        return facts.offer()
                .filter(Offer.Other.class::isInstance)
                .map(other -> new Step.Renew("its issuer has another one"));
    }

    /// What was begun is brought to its end: somebody asked for a renewal before its point, and it failed. Of whoever
    /// gives leaves nothing can be asked: while they have the held one and nothing else, nothing is owed.
    private static Optional<Step> nothingOwed(LeafFacts facts) {
        if (facts.offer().filter(Offer.Same.class::isInstance).isPresent()) {
            return Optional.empty();
        }
        return facts.failure().map(failure -> new Step.Renew("the attempt before failed: " + failure.error()));
    }

    private static Optional<Violation> firstOf(LeafFacts facts, java.util.function.Predicate<Violation> which) {
        return facts.violations().stream().filter(which).findFirst();
    }

    /// A person who asks is never put off; a clock that was set back does not stretch a wait.
    private static Step orWait(Step due, LeafFacts facts) {
        if (facts.urgency() == LeafFacts.Urgency.NOW || facts.failure().isEmpty()) {
            return due;
        }
        Instant retryAt = facts.failure().get().retryAt();
        boolean ahead = facts.now().isBefore(retryAt);
        boolean believable = !retryAt.isAfter(facts.now().plus(facts.longestWait()));
        return ahead && believable
                ? new Step.Wait(retryAt, facts.failure().get().error())
                : due;
    }
}
