package io.synapsemesh.certs.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.root.Rotations;
import io.synapsemesh.certs.store.SealedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlotFileTest {
    private final Fixture fixture = new Fixture();

    private RootState reread(AuthorityName name) {
        return fixture.authorities().roots().stream()
                .map(roots -> roots.state())
                .filter(state -> state.authority().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyStateOfARotationIsReadAsItWasWritten() {
        for (var roots : fixture.authorities().roots()) {
            var now = fixture.clock.instant();
            var name = roots.state().authority();
            roots.prepare(Rotations.begun(now));
            assertThat(reread(name)).isEqualTo(roots.state());
            Rotations.activate(roots, now);
            assertThat(reread(name)).isEqualTo(roots.state());
            Rotations.taint(roots, now);
            assertThat(reread(name)).isEqualTo(roots.state());
            Rotations.rollBack(roots, now);
            assertThat(reread(name)).isEqualTo(roots.state());
            roots.finish();
            assertThat(reread(name)).isEqualTo(roots.state());
        }
    }

    @Test
    void aCrossSignedRootIsSentAlsoAfterARestart() {
        Rotations.activate(fixture.authorities().mesh().roots(), fixture.clock.instant());
        var chain = fixture.authorities()
                .mesh()
                .issue(
                        Fixture.sidecarRequest(),
                        io.synapsemesh.certs.LeafKey.generate(Fixture.RANDOM).csr());
        assertThat(chain.certificates()).hasSize(2);
    }

    @Test
    void theDoorHasTwoAnchorsInEveryPhaseAndKeepsItsNextAfterARollback() {
        var door = fixture.authorities().door().roots();
        var now = fixture.clock.instant();
        var next = door.state().next().orElseThrow();
        Rotations.activate(door, now);
        assertThat(door.state().current())
                .as("the one made on the first day signs")
                .isEqualTo(next);
        assertThat(fixture.authorities().door().anchors().certificates()).hasSize(2);
        Rotations.rollBack(door, now);
        door.finish();
        assertThat(door.state().next()).contains(next);
        Rotations.activate(door, now);
        door.finish();
        assertThat(door.state().next()).isPresent().get().isNotEqualTo(next);
        assertThat(fixture.authorities().door().anchors().certificates()).hasSize(2);
    }

    @Test
    void filesOfTheFirstVersionAreReadStill() {
        var slots = new CertificateMaker(Fixture.RANDOM);
        var from = fixture.clock.instant().minusSeconds(120).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        var uri = Optional.of("spiffe://" + Fixture.DOMAIN.name());
        var current = slots.root("mesh", 1, uri, Optional.empty(), from, Duration.ofDays(365));
        var next = slots.root("mesh", 1, uri, Optional.empty(), from, Duration.ofDays(365));
        var retiring = slots.root("mesh", 1, uri, Optional.empty(), from, Duration.ofDays(365));
        var fields = new ArrayList<byte[]>();
        fields.add(new byte[] {1, 2});
        for (var root : List.of(current, next)) {
            fields.add(Pem.der(root.certificate()));
            fields.add(root.privateKey().open());
        }
        fields.add(Pem.der(retiring.certificate()));
        fixture.ca.write(
                Authorities.MESH_FILE, fixture.seal().seal("ca/" + Authorities.MESH_FILE, SealedRecord.encode(fields)));

        var mesh = fixture.authorities().mesh();

        assertThat(mesh.signer()).isEqualTo(current.certificate());
        assertThat(mesh.anchors().certificates())
                .containsExactlyInAnyOrder(current.certificate(), next.certificate(), retiring.certificate());
        Rotations.activate(mesh.roots(), fixture.clock.instant());
        assertThat(mesh.signer()).isEqualTo(next.certificate());
        mesh.roots().finish();
        assertThat(fixture.authorities().mesh().anchors().certificates()).containsExactly(next.certificate());
    }

    @Test
    void anotherVersionIsRefusedByName() {
        fixture.authorities();
        fixture.ca.write(
                Authorities.MESH_FILE,
                fixture.seal()
                        .seal(
                                "ca/" + Authorities.MESH_FILE,
                                SealedRecord.encode(List.of(new byte[] {3, 0}, new byte[1], new byte[1]))));
        assertThatThrownBy(fixture::authorities).hasMessageContaining("another version");
    }

    @Test
    void aNewRootHasANewKeyAndANewName() {
        var roots = fixture.authorities().mesh().roots();
        var old = roots.state().current();
        roots.prepare(Rotations.begun(fixture.clock.instant()));
        var next = roots.state().next().orElseThrow();
        assertThat(next.getPublicKey()).isNotEqualTo(old.getPublicKey());
        assertThat(next.getSubjectX500Principal()).isNotEqualTo(old.getSubjectX500Principal());
        assertThat(roots.state().rotation().orElseThrow().bundleHash())
                .isEqualTo(roots.state().bundleHash());
    }

    @Test
    void aFailedWriteChangesNothingInMemory() {
        var roots = fixture.authorities().mesh().roots();
        var before = roots.state();
        fixture.ca.failAfterWrites(0);
        assertThatThrownBy(() -> roots.prepare(Rotations.begun(fixture.clock.instant())))
                .isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(roots.state()).isEqualTo(before);
    }

    @Test
    void startingReadsOneFileForEachAuthorityWhateverHappenedBefore() {
        var mesh = fixture.authorities().mesh().roots();
        int before = fixture.ca.names().size();
        for (int i = 0; i < 20; i++) {
            Rotations.activate(mesh, fixture.clock.instant());
            mesh.finish();
        }
        assertThat(fixture.ca.names()).hasSize(before);
        assertThat(fixture.ca.read(Authorities.MESH_FILE).orElseThrow().length).isLessThan(2_000);
    }
}
