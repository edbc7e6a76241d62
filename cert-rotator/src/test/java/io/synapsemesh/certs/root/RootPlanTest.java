package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootPlanTest {
    private static final Mark ALICE = new Mark("alice", Instant.parse("2026-11-21T12:00:00Z"));

    private final TestClock clock = new TestClock();
    private final RotatingMesh mesh = new RotatingMesh(new MemoryStore(), clock);
    private List<GateMember> members = List.of();
    private List<LiveLeaf> leaves = List.of();
    private Set<String> upToDate = Set.of();

    private RootFacts facts() {
        return new RootFacts(
                clock.instant(),
                mesh.state(),
                Optional.of(members),
                Optional.of(leaves),
                upToDate,
                RootPolicy.STANDARD);
    }

    private RootPlan plan() {
        return RootPlan.of(facts());
    }

    private GateMember proxy(boolean connected, Optional<String> acked) {
        return new GateMember(
                "MeshProxy/mesh/gw",
                GateMember.Kind.PROXY,
                connected,
                acked,
                clock.instant().plus(Duration.ofHours(20)));
    }

    private LiveLeaf leafUnder(java.security.cert.X509Certificate root) {
        return new LiveLeaf(
                "spiffe://corp.example/ns/a/sa/b",
                RootState.fingerprint(root),
                clock.instant().plus(Duration.ofHours(20)));
    }

    private void prepared() {
        mesh.authority().roots().prepare(Rotation.begin("test", new Mark("alice", clock.instant())));
    }

    private void activated() {
        prepared();
        var rotation = mesh.state().rotation().orElseThrow();
        mesh.authority()
                .roots()
                .activate(rotation.activated(clock.instant(), clock.instant().plus(Duration.ofHours(24))));
    }

    private void keep(java.util.function.UnaryOperator<Rotation> change) {
        mesh.authority().roots().keep(change.apply(mesh.state().rotation().orElseThrow()));
    }

    @Test
    void theChecksAreTheseInThisOrder() {
        assertThat(RootPlan.checkNames())
                .containsExactly(
                        "RotationUnderWay",
                        "LeavesKnown",
                        "WithdrawnLeavesReplaced",
                        "NotWithdrawn",
                        "NotForced",
                        "MembersKnown",
                        "GateOpen",
                        "NextReady",
                        "Activated",
                        "OldLeavesReplaced",
                        "HoldersUpToDate",
                        "DrainBegun",
                        "Drained");
    }

    @Test
    void keepsARootThatIsFarFromItsEnd() {
        var start = mesh.state().endsAt().minus(RootPolicy.LEAD_MAX);
        assertThat(plan()).isEqualTo(new RootPlan(new RootStep.Keep(start), "RotationUnderWay"));
    }

    @Test
    void preparesThirtyDaysBeforeTheEndAndNotASecondEarlier() {
        clock.set(mesh.state().endsAt().minus(RootPolicy.LEAD_MAX).minusSeconds(1));
        assertThat(plan().step()).isInstanceOf(RootStep.Keep.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(plan().step()).isInstanceOf(RootStep.Prepare.class);
    }

    @Test
    void waitsForAConnectedMemberWithoutTheBundle() {
        prepared();
        members = List.of(proxy(true, Optional.of("of another bundle")));
        assertThat(plan()).isEqualTo(waitsForGateway("GateOpen", "they may not have the new root"));
        assertThat(facts().gate().orElseThrow().places().getFirst().standing()).isEqualTo(Gate.Standing.LAGGARD);
    }

    @Test
    void waitsForAMemberThatIsAway() {
        prepared();
        members = List.of(proxy(false, Optional.empty()));
        assertThat(plan().check()).isEqualTo("GateOpen");
        assertThat(facts().gate().orElseThrow().places().getFirst().standing()).isEqualTo(Gate.Standing.AWAY);
    }

    @Test
    void activatesWhenTheLastMemberHasTheHashOfThePreparedBundle() {
        prepared();
        members = List.of(proxy(false, Optional.of(mesh.state().bundleHash())));
        assertThat(plan()).isEqualTo(new RootPlan(new RootStep.Activate(), "Activated"));
    }

    @Test
    void doesNotWaitForAMemberWhoseLastLeafEnded() {
        prepared();
        members = List.of(proxy(false, Optional.empty()));
        clock.advance(Duration.ofHours(20));
        members = List.of(
                new GateMember("MeshProxy/mesh/gw", GateMember.Kind.PROXY, false, Optional.empty(), clock.instant()));
        assertThat(plan().step()).isInstanceOf(RootStep.Activate.class);
    }

    @Test
    void doesNotWaitForAMemberAnOperatorSkips() {
        prepared();
        members = List.of(proxy(true, Optional.empty()));
        keep(rotation -> rotation.skipping("MeshProxy/mesh/gw", ALICE));
        assertThat(plan().step()).isInstanceOf(RootStep.Activate.class);
    }

    @Test
    void anOperatorsWordCountsForOutsideVerifiersOnly() {
        prepared();
        keep(rotation -> rotation.acknowledged("MeshProxy/mesh/gw", ALICE).acknowledged("legacy-bus", ALICE));
        members = List.of(
                proxy(true, Optional.empty()),
                new GateMember("legacy-bus", GateMember.Kind.EXTERNAL, false, Optional.empty(), Instant.MAX));
        assertThat(plan().step())
                .isEqualTo(waitsForGateway("GateOpen", "they may not have the new root")
                        .step());
    }

    @Test
    void timeAloneRaisesAnAlarmOnceAndOpensNothing() {
        prepared();
        members = List.of(new GateMember("legacy-bus", GateMember.Kind.EXTERNAL, false, Optional.empty(), Instant.MAX));
        clock.advance(RootPolicy.DEADLINE);
        assertThat(plan().step()).isEqualTo(new RootStep.Alarm(List.of("legacy-bus")));
        keep(rotation -> rotation.alarmed(clock.instant()));
        clock.advance(Duration.ofDays(200));
        assertThat(plan().step()).isInstanceOf(RootStep.Wait.class);
    }

    @Test
    void unknownMembersAreNotNobody() {
        prepared();
        var facts = facts();
        var unknown =
                new RootFacts(facts.now(), facts.state(), Optional.empty(), facts.leaves(), Set.of(), facts.policy());
        assertThat(RootPlan.of(unknown).check()).isEqualTo("MembersKnown");
        assertThat(plan().step()).as("the same with nobody").isInstanceOf(RootStep.Activate.class);
    }

    @Test
    void unknownLeavesAreNotNone() {
        activated();
        var facts = facts();
        var unknown =
                new RootFacts(facts.now(), facts.state(), facts.members(), Optional.empty(), Set.of(), facts.policy());
        assertThat(RootPlan.of(unknown).check()).isEqualTo("LeavesKnown");
    }

    @Test
    void doesNotRetireWhileALeafIsUnderTheOldRoot() {
        activated();
        leaves = List.of(leafUnder(mesh.state().previous().orElseThrow()));
        assertThat(plan().check()).isEqualTo("OldLeavesReplaced");
        leaves = List.of(leafUnder(mesh.state().current()));
        assertThat(plan().check()).isEqualTo("DrainBegun");
    }

    @Test
    void doesNotRetireWhileSomebodyMayShowAReplacedLeaf() {
        activated();
        members = List.of(proxy(false, Optional.of(mesh.state().bundleHash())));
        assertThat(plan()).isEqualTo(waitsForGateway("HoldersUpToDate", "they may not have taken their new leaf"));
        upToDate = Set.of("MeshProxy/mesh/gw");
        assertThat(plan().check()).isEqualTo("DrainBegun");
    }

    @Test
    void aReplacedLeafThatEndedIsShownByNobody() {
        activated();
        clock.advance(Duration.ofHours(24));
        members = List.of(proxy(false, Optional.empty()));
        assertThat(plan().check()).isEqualTo("DrainBegun");
    }

    @Test
    void keepsTheOldRootUntilOldConnectionsAreDrained() {
        activated();
        keep(rotation -> rotation.reissued(clock.instant()));
        assertThat(plan())
                .isEqualTo(new RootPlan(new RootStep.Keep(clock.instant().plus(RootPolicy.DRAIN)), "Drained"));
        clock.advance(RootPolicy.DRAIN);
        assertThat(plan().check()).isEqualTo("Retired");
    }

    @Test
    void aRevokedRootIsNotWaitedForToDrain() {
        activated();
        keep(rotation -> rotation.reissued(clock.instant()).revoked(ALICE, Optional.empty()));
        assertThat(plan().step()).isEqualTo(new RootStep.Retire("revoked; every leaf is replaced"));
        leaves = List.of(leafUnder(mesh.state().previous().orElseThrow()));
        assertThat(plan().check()).isEqualTo("OldLeavesReplaced");
    }

    @Test
    void forceRetiresWithLiveLeaves() {
        activated();
        leaves = List.of(leafUnder(mesh.state().previous().orElseThrow()));
        keep(rotation -> rotation.revoked(ALICE, Optional.of(ALICE)));
        assertThat(plan()).isEqualTo(new RootPlan(new RootStep.Retire("revoked by force of alice"), "NotForced"));
    }

    @Test
    void aRollbackBeforeActivationDropsNextAtOnce() {
        prepared();
        keep(rotation -> rotation.rollingBack(ALICE, clock.instant()));
        members = List.of(proxy(true, Optional.empty()));
        assertThat(plan().step()).isEqualTo(new RootStep.Withdraw());
    }

    @Test
    void aRollbackAfterActivationWaitsForTheLeavesOfTheNewRoot() {
        activated();
        var rotation = mesh.state().rotation().orElseThrow();
        mesh.authority()
                .roots()
                .rollBack(rotation.rollingBack(ALICE, clock.instant().plus(Duration.ofHours(24))));
        leaves = List.of(leafUnder(mesh.state().next().orElseThrow()));
        assertThat(plan().check()).isEqualTo("WithdrawnLeavesReplaced");
        leaves = List.of();
        members = List.of(proxy(false, Optional.empty()));
        assertThat(plan())
                .isEqualTo(waitsForGateway("WithdrawnLeavesReplaced", "they may not have taken their new leaf"));
        upToDate = Set.of("MeshProxy/mesh/gw");
        assertThat(plan().step()).isEqualTo(new RootStep.Withdraw());
    }

    private static RootPlan waitsForGateway(String check, String reason) {
        return new RootPlan(new RootStep.Wait(reason, List.of("MeshProxy/mesh/gw")), check);
    }
}
