package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.profile.ChainLint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootRotatorTest {
    private final TestClock clock = new TestClock();
    private final RotatingMesh mesh = new RotatingMesh(new MemoryStore(), clock);

    private RootOutcome start(String... skips) {
        return mesh.rotator().start("alice", "a test", List.of(skips));
    }

    /// Looks until nothing is due at this moment.
    private void look() {
        for (int i = 0; i < 8; i++) {
            mesh.rotator().tick();
        }
    }

    @Test
    void aWholeRotationMovesEverybodyToANewKey() {
        var gateway = mesh.join("gateway");
        var sidecar = mesh.join("sidecar");
        var old = mesh.state().current();
        start();
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.authority().signer()).as("NEXT signs nothing").isEqualTo(old);
        mesh.takeBundle(gateway);
        look();
        assertThat(mesh.phase()).as("the sidecar has no new bundle yet").isEqualTo("Prepared");
        mesh.takeBundle(sidecar);
        look();
        assertThat(mesh.phase()).isEqualTo("Activated");
        assertThat(mesh.authority().signer().getPublicKey()).isNotEqualTo(old.getPublicKey());
        assertThat(mesh.authority().anchors().certificates()).hasSize(2).contains(old);
        mesh.finish();
        assertThat(mesh.authority().anchors().certificates()).hasSize(1).doesNotContain(old);
        assertThat(mesh.steps()).containsExactly("prepared", "activated", "reissued", "retired");
    }

    @Test
    void startsByItselfAMonthBeforeTheEnd() {
        mesh.join("gateway");
        look();
        assertThat(mesh.phase()).isEqualTo("Stable");
        clock.set(mesh.state().endsAt().minus(RootPolicy.LEAD_MAX));
        look();
        assertThat(mesh.phase()).isNotEqualTo("Stable");
        assertThat(mesh.events.getFirst().by()).isEqualTo(Mark.ROTATION);
    }

    @Test
    void anUnwiredGateStopsARotationAndNothingElse() {
        mesh.membersKnown = false;
        start();
        look();
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.rotator().standing().plan().check()).isEqualTo("MembersKnown");
        mesh.membersKnown = true;
        look();
        assertThat(mesh.phase()).isEqualTo("Activated");
    }

    @Test
    void whoKnowsOnlyTheOldRootVerifiesLeavesOfTheNewOneUntilItIsRetired() {
        var gateway = mesh.join("gateway");
        var away = mesh.join("away");
        away.connected = false;
        var old = away.trusted.orElseThrow();
        start();
        mesh.takeBundle(gateway);
        start("away");
        look();
        assertThat(mesh.phase()).isEqualTo("Activated");
        mesh.serve(gateway);
        var chain = gateway.shown.orElseThrow();
        assertThat(ChainLint.leadsToAnchor(
                        chain, Anchors.of(List.of(mesh.state().current())), clock.instant()))
                .isTrue();
        assertThat(ChainLint.leadsToAnchor(chain, old, clock.instant())).isTrue();
    }

    @Test
    void namesLaggardsAndAlarmsOnceAtTheDeadline() {
        var gateway = mesh.join("gateway");
        mesh.joinExternal("legacy-bus");
        start();
        clock.advance(RootPolicy.DEADLINE);
        mesh.serve(gateway);
        look();
        assertThat(mesh.steps()).containsExactly("prepared", "alarmed");
        assertThat(mesh.events.getLast().detail()).contains("legacy-bus").doesNotContain("gateway");
        assertThat(mesh.rotator().standing().facts().gate().orElseThrow().waitingNames())
                .containsExactly("legacy-bus");
        clock.advance(Duration.ofDays(30));
        mesh.serve(gateway);
        look();
        assertThat(mesh.phase()).isEqualTo("Prepared");
    }

    @Test
    void anOperatorAcknowledgesForOutsideVerifiersOnly() {
        mesh.join("gateway");
        mesh.joinExternal("legacy-bus");
        assertThat(mesh.rotator().acknowledge("bob", "legacy-bus")).isInstanceOf(RootOutcome.Refused.class);
        start();
        assertThat(mesh.rotator().acknowledge("bob", "gateway")).isInstanceOf(RootOutcome.Unknown.class);
        assertThat(mesh.rotator().acknowledge("bob", "legacy-bus")).isInstanceOf(RootOutcome.Done.class);
        assertThat(mesh.events.getLast().by()).isEqualTo("bob");
        assertThat(mesh.rotator().standing().facts().gate().orElseThrow().waitingNames())
                .containsExactly("gateway");
    }

    @Test
    void aSkipIsAuditedKeptAndOfAMemberOnly() {
        mesh.join("gateway");
        start();
        assertThat(start("nobody")).isInstanceOf(RootOutcome.Unknown.class);
        start("gateway");
        var event = mesh.events.getLast();
        assertThat(event.step()).isEqualTo("skipped");
        assertThat(event.by()).isEqualTo("alice");
        assertThat(event.detail()).isEqualTo("gateway");
        assertThat(mesh.state().rotation().orElseThrow().answers().skips())
                .containsEntry("gateway", new Mark("alice", clock.instant()));
    }

    @Test
    void rollsBackWhatIsOnlyPrepared() {
        mesh.join("gateway");
        var before = mesh.authority().anchors();
        start();
        assertThat(mesh.rotator().rollBack("alice")).isInstanceOf(RootOutcome.Done.class);
        look();
        assertThat(mesh.phase()).isEqualTo("Stable");
        assertThat(mesh.authority().anchors()).isEqualTo(before);
        assertThat(mesh.reports)
                .singleElement()
                .satisfies(report -> assertThat(report.outcome()).isEqualTo("RolledBack"));
    }

    @Test
    void rollsBackWhatSignsAlready() {
        var gateway = mesh.join("gateway");
        var old = mesh.state().current();
        start();
        mesh.takeBundle(gateway);
        look();
        mesh.serve(gateway);
        var made = mesh.state().current();
        assertThat(made).isNotEqualTo(old);
        mesh.rotator().rollBack("alice");
        assertThat(mesh.authority().signer()).isEqualTo(old);
        assertThat(mesh.authority().anchors().certificates())
                .as("its leaf is live")
                .contains(made);
        look();
        assertThat(mesh.phase()).isEqualTo("RollingBack");
        mesh.finish();
        assertThat(mesh.authority().anchors().certificates()).containsExactly(old);
        assertThat(ChainLint.rootOf(
                        gateway.shown.orElseThrow(), mesh.authority().anchors(), clock.instant()))
                .contains(old);
    }

    @Test
    void aRolledBackRotationCanBeStartedAgainWithAnotherKey() {
        mesh.join("gateway");
        start();
        var first = mesh.state().next().orElseThrow();
        mesh.rotator().rollBack("alice");
        look();
        start();
        assertThat(mesh.state().next().orElseThrow().getPublicKey()).isNotEqualTo(first.getPublicKey());
        mesh.finish();
        assertThat(mesh.phase()).isEqualTo("Stable");
    }

    @Test
    void nothingIsRolledBackAfterRetirement() {
        mesh.join("gateway");
        start();
        mesh.finish();
        assertThat(mesh.rotator().rollBack("alice")).isInstanceOf(RootOutcome.Unknown.class);
    }

    @Test
    void aTaintedRootIsTrustedUntilItsLeavesAreReplaced() {
        var gateway = mesh.join("gateway");
        var old = mesh.state().current();
        mesh.rotator().taint("alice", "the key was on a stolen disk");
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.rotator().revoke("alice", RootRotator.Force.UNFORCED))
                .as("it signs still")
                .isInstanceOf(RootOutcome.Refused.class);
        mesh.takeBundle(gateway);
        look();
        assertThat(mesh.authority().anchors().certificates()).contains(old);
        var refused = mesh.rotator().revoke("alice", RootRotator.Force.UNFORCED);
        assertThat(refused).isInstanceOf(RootOutcome.Refused.class);
        assertThat(refused.text()).contains("sa/gateway");
        mesh.serve(gateway);
        mesh.rotator().revoke("alice", RootRotator.Force.UNFORCED);
        look();
        assertThat(mesh.authority().anchors().certificates()).doesNotContain(old);
        assertThat(mesh.reports).singleElement().satisfies(report -> {
            assertThat(report.outcome()).isEqualTo("Revoked");
            assertThat(report.reason()).contains("stolen disk");
            assertThat(report.tainted()).isNotNull();
            assertThat(report.oldestSurvivor()).isNull();
        });
    }

    @Test
    void forceIsAuditedAndReportedWithTheIdentityItLeftBehind() {
        var gateway = mesh.join("gateway");
        start();
        mesh.takeBundle(gateway);
        look();
        mesh.rotator().revoke("mallory", RootRotator.Force.FORCED);
        look();
        assertThat(mesh.phase()).isEqualTo("Stable");
        assertThat(mesh.events).anySatisfy(event -> {
            assertThat(event.step()).isEqualTo("revokedByForce");
            assertThat(event.by()).isEqualTo("mallory");
        });
        assertThat(mesh.reports.getLast().oldestSurvivor()).isNotNull();
        assertThat(mesh.reports.getLast().forced()).isNotNull();
    }

    @Test
    void theReportSaysWhoMovedWhoWasSkippedAndHowFastTheBundleSpread() {
        var gateway = mesh.join("gateway");
        var sidecar = mesh.join("sidecar");
        mesh.join("away").connected = false;
        start();
        clock.advance(Duration.ofSeconds(2));
        mesh.takeBundle(gateway);
        look();
        clock.advance(Duration.ofSeconds(8));
        mesh.takeBundle(sidecar);
        look();
        start("away");
        look();
        mesh.finish();
        var report = mesh.reports.getLast();
        assertThat(report.outcome()).isEqualTo("Retired");
        assertThat(report.identitiesMoved()).isEqualTo(3);
        assertThat(report.skipped())
                .extracting(RotationReport.Word::name, RotationReport.Word::by)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("away", "alice"));
        assertThat(report.propagation()).isEqualTo(new RotationReport.Propagation(2, 2000L, 10_000L, 10_000L));
        assertThat(report.phases().activatedAt()).isNotNull();
        assertThat(report.from().sha256()).isNotEqualTo(report.to().sha256());
    }

    @Test
    void aReportThatCannotBeKeptHoldsTheEndBack() {
        var failing = new RootRotator(
                mesh.authority().roots(),
                new RootRotator.Ports(
                        mesh::members,
                        new LiveLeaves() {
                            @Override
                            public List<LiveLeaf> inForce() {
                                return List.of();
                            }

                            @Override
                            public java.util.Set<String> upToDate() {
                                return java.util.Set.of();
                            }
                        },
                        report -> {
                            throw new java.io.UncheckedIOException(new java.io.IOException("disk full"));
                        }),
                event -> {},
                () -> RootPolicy.STANDARD,
                clock,
                () -> {});
        start();
        mesh.rotator().rollBack("alice");
        org.assertj.core.api.Assertions.assertThatThrownBy(failing::tick).hasMessageContaining("disk full");
        assertThat(mesh.phase()).isEqualTo("RollingBack");
    }

    @Test
    void nothingHappensThatTheAuditLogDoesNotTake() {
        var deaf = new RootRotator(
                mesh.authority().roots(),
                new RootRotator.Ports(mesh::members, new Nothing(), mesh.reports::add),
                event -> {
                    throw new java.io.UncheckedIOException(new java.io.IOException("log is away"));
                },
                () -> RootPolicy.STANDARD,
                clock,
                () -> {});
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> deaf.start("alice", "", List.of()))
                .hasMessageContaining("log is away");
        assertThat(mesh.phase()).isEqualTo("Stable");
    }

    @Test
    void aDryRunNamesWhoBreaksWithTheRootOfToday() {
        var gateway = mesh.join("gateway");
        mesh.join("sidecar");
        var alone = mesh.rotator().forecast();
        assertThat(alone.breaksSomething()).isTrue();
        assertThat(alone.identities()).hasSize(2);
        assertThat(alone.blind()).as("there is no other root").containsExactly("gateway", "sidecar");
        start();
        mesh.takeBundle(gateway);
        assertThat(mesh.rotator().forecast().blind()).containsExactly("sidecar");
        mesh.membersKnown = false;
        assertThat(mesh.rotator().forecast().unknown()).containsExactly("who may be verifying");
        mesh.membersKnown = true;
        assertThat(mesh.steps()).as("it changes nothing").containsExactly("prepared");
    }

    @Test
    void afterARotationTheRootOfYesterdayBreaksNothing() {
        mesh.join("gateway");
        var old = RootState.fingerprint(mesh.state().current());
        start();
        mesh.finish();
        assertThat(mesh.rotator().forecast().root()).isNotEqualTo(old);
    }

    private static final class Nothing implements LiveLeaves {
        @Override
        public List<LiveLeaf> inForce() {
            return List.of();
        }

        @Override
        public java.util.Set<String> upToDate() {
            return java.util.Set.of();
        }
    }
}
