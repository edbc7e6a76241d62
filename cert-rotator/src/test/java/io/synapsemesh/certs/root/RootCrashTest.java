package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.profile.ChainLint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// Dies in each write there is, before the content is kept and after, and goes on from what is on the disk.
class RootCrashTest {
    /// What a rotation is led through; can be taken up wherever it stands.
    private static final List<BiConsumer<RotatingMesh, Boolean>> SCRIPTS =
            List.of((mesh, first) -> RotationScript.forward(mesh), (mesh, first) -> RotationScript.back(mesh));

    @Test
    void everyStepIsResumedWhereverTheProcessDies() {
        for (int script = 0; script < SCRIPTS.size(); script++) {
            int writes = writesOf(script);
            assertThat(writes).isGreaterThanOrEqualTo(script == 0 ? 5 : 4);
            for (int write = 1; write <= writes; write++) {
                diesAndGoesOn(script, write, true);
                diesAndGoesOn(script, write, false);
            }
        }
    }

    private static int writesOf(int script) {
        var store = new MemoryStore();
        var mesh = RotationScript.mesh(store, new TestClock());
        var counted = new TornStore(store);
        mesh.restart(counted);
        SCRIPTS.get(script).accept(mesh, true);
        return counted.writes();
    }

    private static void diesAndGoesOn(int script, int write, boolean before) {
        var store = new MemoryStore();
        var mesh = RotationScript.mesh(store, new TestClock());
        var old = mesh.state().current();
        var torn = new TornStore(store);
        if (before) {
            torn.dieBefore(write);
        } else {
            torn.dieAfter(write);
        }
        mesh.restart(torn);
        assertThatThrownBy(() -> SCRIPTS.get(script).accept(mesh, true)).isInstanceOf(TornStore.Killed.class);
        var memory = new ArrayList<>(mesh.authority().anchors().certificates());
        mesh.restart(store);
        var where = "script " + script + (before ? " before" : " after") + " write " + write;
        assertThat(mesh.authority().anchors().certificates())
                .as("an anchor survives: %s", where)
                .containsAnyElementsOf(memory);
        assertEveryLeafVerifies(mesh, where);
        SCRIPTS.get(script).accept(mesh, false);
        assertThat(mesh.phase()).as(where).isEqualTo("Stable");
        assertThat(mesh.authority().signer().equals(old)).as(where).isEqualTo(script == 1);
        assertEveryLeafVerifies(mesh, where);
    }

    /// By the bundle that each of the others took.
    private static void assertEveryLeafVerifies(RotatingMesh mesh, String where) {
        for (var shows : mesh.verifiers.values()) {
            for (var verifies : mesh.verifiers.values()) {
                shows.shown.ifPresent(chain -> assertThat(
                                ChainLint.leadsToAnchor(chain, verifies.trusted.orElseThrow(), mesh.clock.instant()))
                        .as("%s: %s verifies %s", where, verifies.name, shows.name)
                        .isTrue());
            }
        }
    }
}
