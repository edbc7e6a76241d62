package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RotationPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final HeldLeaf HELD = held();

    private static HeldLeaf held() {
        var fixture = new Fixture();
        var key = LeafKey.generate(Fixture.RANDOM);
        fixture.clock.set(NOW);
        CertificateChain chain = fixture.authorities().mesh().issue(Fixture.workspaceRequest(), key.csr());
        return new HeldLeaf(new Leaf(Fixture.WORKSPACE, chain, key.privateKey()), NOW, NOW.plus(Duration.ofHours(14)));
    }

    private static LeafFacts facts(Instant now) {
        return new LeafFacts(
                now,
                Fixture.workspaceRequest(),
                Optional.of(HELD),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                LeafFacts.Urgency.WHEN_DUE,
                Duration.ofSeconds(60));
    }

    private static LeafFacts with(LeafFacts facts, ProfileRule... rules) {
        var violations = java.util.Arrays.stream(rules)
                .map(rule -> new Violation(rule, "x"))
                .toList();
        return new LeafFacts(
                facts.now(),
                facts.request(),
                facts.held(),
                violations,
                facts.failure(),
                facts.offer(),
                facts.urgency(),
                facts.longestWait());
    }

    private static LeafFacts failing(LeafFacts facts, Instant retryAt) {
        var failure = new RenewalFailure(facts.now(), 3, retryAt, "issuer is away");
        return new LeafFacts(
                facts.now(),
                facts.request(),
                facts.held(),
                facts.violations(),
                Optional.of(failure),
                facts.offer(),
                facts.urgency(),
                facts.longestWait());
    }

    private static LeafFacts asked(LeafFacts facts) {
        return new LeafFacts(
                facts.now(),
                facts.request(),
                facts.held(),
                facts.violations(),
                facts.failure(),
                facts.offer(),
                LeafFacts.Urgency.NOW,
                facts.longestWait());
    }

    private static LeafFacts offered(LeafFacts facts, Offer offer) {
        return new LeafFacts(
                facts.now(),
                facts.request(),
                facts.held(),
                facts.violations(),
                facts.failure(),
                Optional.of(offer),
                facts.urgency(),
                facts.longestWait());
    }

    private static LeafFacts without(LeafFacts facts) {
        return new LeafFacts(
                facts.now(),
                facts.request(),
                Optional.empty(),
                List.of(),
                facts.failure(),
                facts.offer(),
                facts.urgency(),
                facts.longestWait());
    }

    @Test
    void keepsAFreshLeafUntilItsRenewalPoint() {
        assertThat(RotationPlan.of(facts(NOW))).isEqualTo(new RotationPlan(new Step.Keep(HELD.renewAt()), "Fresh"));
        assertThat(RotationPlan.of(facts(HELD.renewAt().minusMillis(1))).step()).isInstanceOf(Step.Keep.class);
    }

    @Test
    void renewsAtTheRenewalPoint() {
        var plan = RotationPlan.of(facts(HELD.renewAt()));
        assertThat(plan.check()).isEqualTo("BeforeRenewal");
        assertThat(plan.step()).isInstanceOf(Step.Renew.class);
    }

    @Test
    void issuesWhatIsMissingEndedOrOutsideTheProfile() {
        assertThat(RotationPlan.of(without(facts(NOW))).check()).isEqualTo("Held");
        assertThat(RotationPlan.of(facts(HELD.notAfter())).check()).isEqualTo("Unexpired");
        for (ProfileRule rule : ProfileRule.values()) {
            var plan = RotationPlan.of(with(facts(NOW), rule));
            assertThat(plan.step())
                    .as("%s", rule)
                    .isInstanceOf(rule.isOutdatedOnly() ? Step.Renew.class : Step.Issue.class);
            assertThat(plan.check()).isEqualTo(rule.isOutdatedOnly() ? "UpToDate" : "WithinProfile");
        }
    }

    @Test
    void aDangerousViolationWinsOverAnOutdatedOne() {
        assertThat(RotationPlan.of(with(facts(NOW), ProfileRule.SIGNER, ProfileRule.KEY_PAIR))
                        .check())
                .isEqualTo("WithinProfile");
    }

    @Test
    void renewsWhenSomebodyAsksWhateverTheBackOff() {
        var plan = RotationPlan.of(asked(failing(facts(NOW), NOW.plusSeconds(30))));
        assertThat(plan).isEqualTo(new RotationPlan(new Step.Renew("an operator asked for it"), "Asked"));
    }

    @Test
    void waitsForTheRetryAndNoLonger() {
        var due = facts(HELD.renewAt());
        var retryAt = due.now().plusSeconds(30);
        assertThat(RotationPlan.of(failing(due, retryAt)).step()).isEqualTo(new Step.Wait(retryAt, "issuer is away"));
        assertThat(RotationPlan.of(failing(due, due.now())).step()).isInstanceOf(Step.Renew.class);
        assertThat(RotationPlan.of(failing(without(due), retryAt)).step()).isInstanceOf(Step.Wait.class);
    }

    @Test
    void aClockThatWasSetBackDoesNotStretchAWait() {
        var due = facts(HELD.renewAt());
        assertThat(RotationPlan.of(failing(due, due.now().plusSeconds(61))).step())
                .isInstanceOf(Step.Renew.class);
    }

    @Test
    void aClockThatWasSetBackRenewsWhatNowLivesTooLong() {
        assertThat(RotationPlan.of(facts(NOW.minus(Duration.ofHours(1)))).check())
                .isEqualTo("NotTooLong");
        assertThat(RotationPlan.of(facts(NOW.minusSeconds(59))).check()).isEqualTo("Fresh");
    }

    @Test
    void takesWhatIsOfferedAndOwesNothingWhileTheHeldOneIsAllThereIs() {
        assertThat(RotationPlan.of(offered(facts(NOW), new Offer.Other())).check())
                .isEqualTo("NothingOffered");
        assertThat(RotationPlan.of(offered(facts(NOW), new Offer.Same())).check())
                .isEqualTo("Fresh");
        assertThat(RotationPlan.of(offered(failing(facts(NOW), NOW), new Offer.Same()))
                        .check())
                .isEqualTo("Fresh");
        assertThat(RotationPlan.of(offered(facts(HELD.renewAt()), new Offer.Same()))
                        .check())
                .isEqualTo("BeforeRenewal");
    }

    @Test
    void everyCheckCanDecide() {
        var fired = new HashSet<String>();
        for (var facts : List.of(
                without(facts(NOW)),
                facts(HELD.notAfter()),
                with(facts(NOW), ProfileRule.KEY_PAIR),
                asked(facts(NOW)),
                with(facts(NOW), ProfileRule.SIGNER),
                facts(NOW.minus(DAY)),
                facts(HELD.renewAt()),
                offered(facts(NOW), new Offer.Other()),
                failing(facts(NOW), NOW))) {
            fired.add(RotationPlan.of(facts).check());
        }
        assertThat(fired).containsExactlyInAnyOrderElementsOf(RotationPlan.checkNames());
    }

    @Test
    void renewalPointsSpreadOverFiftyToEightyPercentOfTheLife() {
        var planner = new RenewalPlanner(new Random(7));
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 10_000; i++) {
            var at = planner.choose(RotationPolicy.STANDARD.window(NOW, NOW.plus(DAY)));
            long minutes = Duration.between(NOW, at).toMinutes();
            least = Math.min(least, minutes);
            most = Math.max(most, minutes);
        }
        assertThat(least).isBetween(720L, 725L);
        assertThat(most).isBetween(1147L, 1152L);
    }

    @Test
    void noWaitIsLongerThanTwentyFiveSecondsOrATwentiethOfTheLife() {
        var random = new Random(7);
        for (int attempts = 1; attempts < 200; attempts++) {
            var day = RotationPolicy.STANDARD.drawRetry(NOW, attempts, DAY, random);
            assertThat(Duration.between(NOW, day)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(25));
            var fiveMinutes = RotationPolicy.STANDARD.drawRetry(NOW, attempts, Duration.ofMinutes(5), random);
            assertThat(Duration.between(NOW, fiveMinutes)).isLessThanOrEqualTo(Duration.ofSeconds(15));
        }
        assertThat(Duration.between(NOW, RotationPolicy.STANDARD.drawRetry(NOW, 1, DAY, random)))
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
    }
}
