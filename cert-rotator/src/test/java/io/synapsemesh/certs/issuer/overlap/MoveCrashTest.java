package io.synapsemesh.certs.issuer.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.MemoryStore;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.root.TornStore;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Dies in each write of a move, before the content is kept and after, and goes on from what is on the disk.
class MoveCrashTest {
    private static final List<Consumer<MovingMesh>> SCRIPTS =
            List.of(MoveScript::forward, MoveScript::back, MoveScript::thereAndBack);
    private static final List<String> ENDS = List.of("vaultPki", "embedded", "embedded");
    private static final List<Integer> WRITES_MIN = List.of(6, 5, 10);

    @Test
    void everyStepOfAMoveIsResumedWhereverTheProcessDies() {
        for (int script = 0; script < SCRIPTS.size(); script++) {
            int writes = writesOf(script);
            assertThat(writes).as("script %s", script).isGreaterThanOrEqualTo(WRITES_MIN.get(script));
            for (int write = 1; write <= writes; write++) {
                diesAndGoesOn(script, write, true);
                diesAndGoesOn(script, write, false);
            }
        }
    }

    private static int writesOf(int script) {
        var store = new MemoryStore();
        var mesh = MoveScript.mesh(store, new MemoryStore(), new TestClock());
        var counted = new TornStore(store);
        mesh.restart(counted);
        SCRIPTS.get(script).accept(mesh);
        return counted.writes();
    }

    private static void diesAndGoesOn(int script, int write, boolean before) {
        var store = new MemoryStore();
        var mesh = MoveScript.mesh(store, new MemoryStore(), new TestClock());
        var torn = new TornStore(store);
        if (before) {
            torn.dieBefore(write);
        } else {
            torn.dieAfter(write);
        }
        mesh.restart(torn);
        assertThatThrownBy(() -> SCRIPTS.get(script).accept(mesh)).isInstanceOf(TornStore.Killed.class);
        var phase = mesh.phase();
        var trusted = mesh.bundle().certificates();
        mesh.restart(store);
        var where = "script " + script + (before ? " before" : " after") + " write " + write;
        if (before) {
            assertThat(mesh.phase()).as(where).isEqualTo(phase);
            assertThat(mesh.bundle().certificates()).as(where).isEqualTo(trusted);
        }
        mesh.assertEverybodyVerifiesEverybody();
        SCRIPTS.get(script).accept(mesh);
        assertThat(mesh.phase()).as(where).isEqualTo("Stable");
        assertThat(mesh.inForce()).as(where).isEqualTo(ENDS.get(script));
        assertThat(mesh.bundle().certificates()).as(where).hasSize(1);
        assertThat(mesh.isEverybodyUnder(mesh.bundle().certificates().getFirst()))
                .as(where)
                .isTrue();
    }
}
