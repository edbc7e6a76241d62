package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Another process rotates a root and is killed (SIGKILL) in the middle of one write of the slot file.
class RootKillTest {
    /// Write 1 prepares, 2 alarms, 3 skips, 4 and 5 take acknowledgements, 6 activates, 7 begins the drain, 8 retires.
    @ParameterizedTest(name = "killed {1} write {0}: {2}")
    @CsvSource({
        "1, before, Stable",
        "1, after, Prepared",
        "2, after, Prepared",
        "3, after, Prepared",
        "6, before, Prepared",
        "6, after, Activated",
        "7, before, Activated",
        "7, after, Activated",
        "8, before, Activated",
        "8, after, Stable",
    })
    void resumesTheSameStep(int write, String when, String phase, @TempDir Path folder) throws Exception {
        Doomed.kill(DoomedProcess.class, folder.toString(), Integer.toString(write), when);

        var clock = new TestClock();
        clock.advance(Duration.ofDays(5)); // Later than whatever the other process saw.
        var mesh = RotationScript.mesh(new FolderStore(folder), clock);

        assertThat(mesh.phase()).isEqualTo(phase);
        assertThat(mesh.authority().anchors().certificates()).hasSize(phase.equals("Stable") ? 1 : 2);
        if (mesh.state().rotation().isPresent()) {
            String id = mesh.state().rotation().get().id();
            mesh.finish();
            assertThat(mesh.reports)
                    .singleElement()
                    .satisfies(report -> assertThat(report.id()).isEqualTo(id));
        }
        assertThat(mesh.phase()).isEqualTo("Stable");
    }
}
