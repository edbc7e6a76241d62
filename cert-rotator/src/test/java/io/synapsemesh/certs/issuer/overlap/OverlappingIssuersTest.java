package io.synapsemesh.certs.issuer.overlap;

import static io.synapsemesh.certs.issuer.overlap.MovingMesh.EMBEDDED;
import static io.synapsemesh.certs.issuer.overlap.MovingMesh.FILES;
import static io.synapsemesh.certs.issuer.overlap.MovingMesh.VAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootOutcome;
import io.synapsemesh.certs.root.RootStep;
import io.synapsemesh.core.event.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A mesh moves between issuers, as its proxies see it: at each look, everybody verifies everybody with what both were
/// given.
final class OverlappingIssuersTest {
    private final MemoryStore folder = new MemoryStore();
    private final MemoryStore elsewhere = new MemoryStore();
    private final TestClock clock = new TestClock();
    private MovingMesh mesh = new MovingMesh(folder, elsewhere, clock);

    @Test
    void aMoveIsPreparedActivatedAndRetiredAsARootIs() {
        var old = started();
        mesh.write(VAULT);
        mesh.settle();
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.bundle().certificates()).containsExactlyInAnyOrder(old, vaultRoot());
        assertThat(mesh.isEverybodyUnder(old))
                .as("nothing is signed anew before the gate opens")
                .isTrue();
        mesh.settleIn(Phase.ACTIVATED);
        assertThat(mesh.isEverybodyUnder(vaultRoot())).isTrue();
        assertThat(mesh.bundle().certificates())
                .as("until the old leaves are gone")
                .contains(old);
        mesh.settleAt("vaultPki");
        assertThat(mesh.bundle().certificates()).containsExactly(vaultRoot());
        assertThat(mesh.steps()).containsExactly("prepared", "activated", "reissued", "retired");
        assertThat(mesh.note()).isEmpty();
        assertThat(mesh.reports).singleElement().satisfies(report -> {
            assertThat(report.outcome()).isEqualTo("Retired");
            assertThat(report.identitiesMoved()).isEqualTo(2);
            assertThat(report.reason()).contains("from embedded to vaultPki");
        });
    }

    @Test
    void aTrialIsInTheAuditLogAndShownToNobody() {
        started();
        mesh.write(VAULT);
        mesh.settle();
        assertThat(mesh.vault.signed).isPositive();
        assertThat(mesh.events)
                .filteredOn(Event.Issued.class::isInstance)
                .hasSize(mesh.vault.signed)
                .allSatisfy(event -> assertThat(((Event.Issued) event).reason()).contains("trial"));
    }

    @Test
    void theMeshMovesToWhoGivesLeavesAndBackToANewEmbeddedRoot() {
        var old = started();
        mesh.write(FILES);
        mesh.settleIn(Phase.ACTIVATED);
        assertThat(mesh.isEverybodyUnder(mesh.files.real.signer()))
                .as("replaced at once, not when they are due")
                .isTrue();
        mesh.settleAt("files");
        assertThat(mesh.isEverybodyUnder(mesh.files.real.signer())).isTrue();
        assertThat(mesh.authority().signer())
                .as("the key of a root that was left is gone")
                .isNotEqualTo(old);
        mesh.write(EMBEDDED);
        mesh.settleAt("embedded");
        assertThat(mesh.isEverybodyUnder(mesh.authority().signer())).isTrue();
        assertThat(mesh.bundle().certificates())
                .containsExactly(mesh.authority().signer())
                .doesNotContain(old);
    }

    @Test
    void theMeshMovesFromOneOutsideIssuerToAnother() {
        mesh = new MovingMesh(new MemoryStore(), elsewhere, clock, VAULT);
        mesh.settle();
        mesh.join("gateway", "sidecar");
        assertThat(mesh.isEverybodyUnder(vaultRoot())).isTrue();
        assertThat(mesh.roots().start("alice", "", List.of())).isInstanceOf(RootOutcome.Refused.class);
        mesh.write(FILES);
        mesh.settleIn(Phase.ACTIVATED);
        assertThat(mesh.bundle().certificates()).containsExactlyInAnyOrder(vaultRoot(), mesh.files.real.signer());
        mesh.settleAt("files");
        assertThat(mesh.bundle().certificates()).containsExactly(mesh.files.real.signer());
    }

    @Test
    void whoHasNotTheRootsOfBothHoldsTheMove() {
        var old = started();
        mesh.proxy("sidecar").connected = false;
        mesh.write(VAULT);
        for (int i = 0; i < 5; i++) {
            mesh.settle();
        }
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        assertThat(mesh.roots().standing().plan().step())
                .isInstanceOfSatisfying(
                        RootStep.Wait.class, wait -> assertThat(wait.names()).containsExactly("sidecar"));
        mesh.proxy("sidecar").connected = true;
        mesh.settleAt("vaultPki");
    }

    @Test
    void aMoveIsRolledBackUntilRetirementAndBegunAgainOnlyByOrder() {
        var old = started();
        mesh.write(VAULT);
        mesh.settleIn(Phase.ACTIVATED);
        assertThat(mesh.roots().rollBack("alice")).isInstanceOf(RootOutcome.Done.class);
        assertThat(mesh.inForce()).isEqualTo("embedded");
        assertThat(mesh.bundle().certificates())
                .as("leaves of it are still shown")
                .contains(vaultRoot());
        mesh.settleAt("embedded");
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        assertThat(mesh.bundle().certificates()).containsExactly(old);
        for (int i = 0; i < 5; i++) {
            mesh.settle();
        }
        assertThat(mesh.phase()).as("MeshTrust names the other one still").isEqualTo("Stable");
        assertThat(mesh.note()).hasValueSatisfying(note -> {
            assertThat(note.urgency()).isEqualTo(IssuerStanding.Urgency.DECIDED);
            assertThat(note.text()).contains("embedded is in force").contains("vaultPki");
        });
        mesh.restart(folder);
        mesh.settle();
        assertThat(mesh.phase()).as("nor after a restart").isEqualTo("Stable");

        assertThat(mesh.roots().start("alice", "", List.of())).isInstanceOf(RootOutcome.Done.class);
        mesh.settleAt("vaultPki");
        assertThat(mesh.note()).isEmpty();
    }

    @Test
    void aRollbackIsForgottenWhenTheDocumentsAgree() {
        started();
        mesh.write(VAULT);
        mesh.settleIn(Phase.ACTIVATED);
        mesh.roots().rollBack("alice");
        mesh.settleAt("embedded");
        mesh.write(EMBEDDED);
        mesh.settle();
        assertThat(mesh.note()).isEmpty();
        mesh.write(VAULT);
        mesh.settleAt("vaultPki");
    }

    @Test
    void theDocumentsTakeAPreparedMoveBack() {
        var old = started();
        mesh.proxy("sidecar").connected = false;
        mesh.write(VAULT);
        mesh.settle();
        mesh.write(EMBEDDED);
        mesh.proxy("sidecar").connected = true;
        mesh.settleAt("embedded");
        assertThat(mesh.bundle().certificates()).containsExactly(old);
        assertThat(mesh.steps()).containsExactly("prepared", "rollingBack", "withdrawn");
        assertThat(mesh.note()).isEmpty();
    }

    @Test
    void theDocumentsTakeAnActivatedMoveBack() {
        var old = started();
        mesh.write(FILES);
        mesh.settleIn(Phase.ACTIVATED);
        mesh.write(EMBEDDED);
        mesh.settleAt("embedded");
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        mesh.write(FILES);
        mesh.settleAt("files");
    }

    @Test
    void aThirdIssuerHoldsAPreparedMoveAndIsNotLookedAtBeforeItIsOver() {
        var old = started();
        mesh.proxy("sidecar").connected = false;
        mesh.write(VAULT);
        mesh.settle();
        mesh.write(FILES);
        mesh.proxy("sidecar").connected = true;
        for (int i = 0; i < 5; i++) {
            mesh.settle();
        }
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        assertThat(mesh.note()).hasValueSatisfying(note -> {
            assertThat(note.urgency()).isEqualTo(IssuerStanding.Urgency.REFUSED);
            assertThat(note.text()).contains("third issuer, files");
        });
        mesh.write(VAULT);
        mesh.settleAt("vaultPki");
    }

    @Test
    void nothingChangesWhileTheRootsOfTheOtherCannotBeRead() {
        var old = started();
        mesh.vault.rootsAway = true;
        mesh.write(VAULT);
        mesh.settle();
        assertUnchanged(old, "nobody answers");
        mesh.vault.rootsAway = false;
        mesh.settleAt("vaultPki");
    }

    @Test
    void nothingChangesWhileTheOtherGivesNoCertificates() {
        var old = started();
        mesh.vault.signingAway = true;
        mesh.write(VAULT);
        mesh.settle();
        assertUnchanged(old, "it is switched off");
        mesh.vault.signingAway = false;
        mesh.settle();
        assertUnchanged(old, "it is switched off");
        clock.advance(OverlappingIssuers.RETRY);
        mesh.settleAt("vaultPki");
    }

    @Test
    void oneThatGoesAwayBeforeItSignsIsNotMovedTo() {
        var old = started();
        mesh.proxy("sidecar").connected = false;
        mesh.write(FILES);
        mesh.settle();
        mesh.files.signingAway = true;
        mesh.proxy("sidecar").connected = true;
        for (int i = 0; i < 5; i++) {
            mesh.settle();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(mesh.phase()).isEqualTo("Prepared");
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        assertThat(mesh.roots().standing().plan().check()).isEqualTo("NextReady");
        mesh.files.signingAway = false;
        mesh.settleAt("files");
    }

    @Test
    void oneThatGoesAwayAfterItSignsLeavesTheOldLeavesInForce() {
        started();
        mesh.write(VAULT);
        while (!mesh.phase().equals("Activated")) {
            mesh.vault.signingAway = false;
            mesh.issuers().look().run();
            mesh.proxies.values().forEach(proxy -> proxy.trusted = java.util.Optional.of(mesh.bundle()));
            mesh.roots().tick();
        }
        mesh.vault.signingAway = true;
        mesh.vault.rootsAway = true;
        mesh.settle();
        assertThat(mesh.isEverybodyUnder(mesh.authority().signer())).isTrue();
        assertThat(mesh.bundle().certificates()).hasSize(2);
        mesh.restart(folder);
        mesh.settle();
        assertThat(mesh.bundle().certificates()).as("also after a restart").hasSize(2);
        assertThat(mesh.phase()).isEqualTo("Activated");
    }

    @Test
    void anIssuerThatSharesSomeRootsIsRefusedAndOneThatSharesAllTakesOverAtOnce() {
        mesh = new MovingMesh(new MemoryStore(), elsewhere, clock, VAULT);
        mesh.settle();
        mesh.join("gateway", "sidecar");
        var other = mesh.files.real.signer();
        mesh.files.alsoTrusts(vaultRoot());
        mesh.write(FILES);
        mesh.settle();
        assertThat(mesh.phase()).isEqualTo("Stable");
        assertThat(mesh.note().orElseThrow().text()).contains("shares the root");
        mesh.vault.alsoTrusts(other);
        mesh.settleAt("files");
        assertThat(mesh.steps()).as("no root had to be handed out").isEmpty();
        assertThat(mesh.bundle().certificates()).containsExactlyInAnyOrder(vaultRoot(), other);
    }

    @Test
    void theSameIssuerByAnotherAddressTakesItsPlace() {
        mesh = new MovingMesh(new MemoryStore(), elsewhere, clock, VAULT);
        mesh.settle();
        mesh.join("gateway");
        var elsewhere = new IssuerForm("vaultPki", "{\"vaultPki\":{\"address\":\"https://vault2\"}}");
        mesh.write(elsewhere);
        mesh.settle();
        assertThat(mesh.note()).isEmpty();
        assertThat(mesh.steps()).isEmpty();
    }

    @Test
    void aRootThatIsAddedToTheOtherWhileItIsPreparedHasToBeAcknowledgedToo() {
        started();
        mesh.proxy("sidecar").connected = false;
        mesh.write(VAULT);
        mesh.settle();
        var before = mesh.state().rotation().orElseThrow().bundleHash();
        mesh.vault.alsoTrusts(mesh.files.real.signer());
        mesh.settle();
        var rotation = mesh.state().rotation().orElseThrow();
        assertThat(rotation.bundleHash())
                .isNotEqualTo(before)
                .isEqualTo(mesh.bundle().contentHash());
        assertThat(mesh.bundle().certificates()).hasSize(3);
        mesh.proxy("sidecar").connected = true;
        mesh.settleAt("vaultPki");
    }

    @Test
    void theIssuerInForceIsTheKeptOneWhateverTheDocumentsNameAtAStart() {
        var old = started();
        mesh.documents = VAULT;
        mesh.restart(folder);
        assertThat(mesh.inForce()).isEqualTo("embedded");
        assertThat(mesh.bundle().certificates()).containsExactly(old);
        mesh.settleAt("vaultPki");
    }

    @Test
    void anIssuerThatCannotBeOpenedAnyMoreKeepsItsRootsInTheBundle() {
        started();
        mesh.write(VAULT);
        mesh.settleIn(Phase.ACTIVATED);
        mesh.cannotOpen = VAULT.kind();
        mesh.restart(folder);
        mesh.settle();
        assertThat(mesh.bundle().certificates()).hasSize(2);
        assertThat(mesh.isEverybodyUnder(vaultRoot())).isTrue();
        mesh.roots().rollBack("alice");
        mesh.settleAt("embedded");
    }

    @Test
    void anEmbeddedRotationEndsBeforeTheMeshMoves() {
        started();
        mesh.roots().start("alice", "", List.of());
        mesh.write(VAULT);
        mesh.settle();
        assertThat(mesh.inForce()).isEqualTo("embedded");
        mesh.settleAt("vaultPki");
        assertThat(mesh.reports).hasSize(2);
    }

    private java.security.cert.X509Certificate started() {
        mesh.join("gateway", "sidecar");
        mesh.settle();
        var old = mesh.authority().signer();
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        return old;
    }

    private java.security.cert.X509Certificate vaultRoot() {
        return mesh.vault.real.signer();
    }

    private void assertUnchanged(java.security.cert.X509Certificate old, String why) {
        assertThat(mesh.phase()).isEqualTo("Stable");
        assertThat(mesh.bundle().certificates()).containsExactly(old);
        assertThat(mesh.isEverybodyUnder(old)).isTrue();
        assertThat(mesh.note()).hasValueSatisfying(note -> {
            assertThat(note.urgency()).isEqualTo(IssuerStanding.Urgency.REFUSED);
            assertThat(note.text()).contains("embedded stays in force").contains(why);
        });
    }
}
