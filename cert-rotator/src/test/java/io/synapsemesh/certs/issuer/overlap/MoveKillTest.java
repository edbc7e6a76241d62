package io.synapsemesh.certs.issuer.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.root.Doomed;
import io.synapsemesh.certs.root.FolderStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Another process moves a mesh and is killed (SIGKILL) in the middle of one write.
class MoveKillTest {
    /// Write 1 prepares, 2 notes the acknowledgements, 3 activates, 4 begins the drain, 5 retires, 6 drops the old key.
    @ParameterizedTest(name = "killed {1} write {0}: {2}, {3} signs")
    @CsvSource({
        "1, before, Stable, embedded, 1",
        "1, after, Prepared, embedded, 2",
        "3, before, Prepared, embedded, 2",
        "3, after, Activated, vaultPki, 2",
        "4, after, Activated, vaultPki, 2",
        "5, before, Activated, vaultPki, 2",
        "5, after, Stable, vaultPki, 1",
        "6, before, Stable, vaultPki, 1",
    })
    void resumesTheSameStepWithBothSidesOpen(
            int write, String when, String phase, String inForce, int roots, @TempDir Path directory) throws Exception {
        var folder = Files.createDirectory(directory.resolve("mesh"));
        var elsewhere = Files.createDirectory(directory.resolve("vault"));
        Doomed.kill(DoomedMove.class, folder.toString(), elsewhere.toString(), Integer.toString(write), when);

        var clock = new TestClock();
        clock.advance(Duration.ofDays(3)); // Later than whatever the other process saw.
        var mesh = new MovingMesh(new FolderStore(folder), new FolderStore(elsewhere), clock, MovingMesh.VAULT);

        assertThat(mesh.phase()).isEqualTo(phase);
        assertThat(mesh.inForce()).isEqualTo(inForce);
        assertThat(mesh.bundle().certificates()).hasSize(roots);
        mesh.join("gateway", "sidecar");
        var id = mesh.state().rotation().map(rotation -> rotation.id());
        mesh.settleAt("vaultPki");
        id.ifPresent(same -> assertThat(mesh.reports)
                .singleElement()
                .satisfies(report -> assertThat(report.id()).isEqualTo(same)));
        assertThat(mesh.isEverybodyUnder(mesh.vault.real.signer())).isTrue();
    }
}
