package io.synapsemesh.certs.root;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.store.ByteStore;
import java.time.Duration;
import java.util.List;

/// A rotation with an operator in it, led by the state it finds: whoever takes it up after a crash ends at the same.
final class RotationScript {
    private RotationScript() {}

    /// Two proxies and somebody outside, who all trust the first root.
    static RotatingMesh mesh(ByteStore store, TestClock clock) {
        var mesh = new RotatingMesh(store, clock);
        mesh.join("gateway");
        mesh.join("sidecar");
        mesh.joinExternal("legacy-bus");
        return mesh;
    }

    /// To a new root: prepared, alarmed, skipped, acknowledged, activated, reissued, retired.
    static void forward(RotatingMesh mesh) {
        if (mesh.authority().signer().getSerialNumber().equals(first(mesh))
                && mesh.state().rotation().isEmpty()) {
            mesh.rotator().start("alice", "a script", List.of());
        }
        if (mesh.phase().equals("Prepared")) {
            var times = mesh.state().rotation().orElseThrow().times();
            if (times.alarmed().isEmpty()) {
                mesh.clock.set(times.started().at().plus(RootPolicy.DEADLINE));
                mesh.verifiers.values().stream()
                        .filter(v -> v.kind == GateMember.Kind.PROXY)
                        .forEach(mesh::renewInPlace);
                mesh.rotator().tick();
            }
            mesh.rotator().start("alice", "", List.of("sidecar"));
        }
        mesh.finish();
    }

    /// To a new root and back again: prepared, activated, rolled back, withdrawn.
    static void back(RotatingMesh mesh) {
        if (mesh.state().rotation().isEmpty() && mesh.reports.isEmpty()) {
            mesh.rotator().start("alice", "a script", List.of());
        }
        for (int looks = 0; mesh.phase().equals("Prepared") && !asked(mesh); looks++) {
            if (looks > 10) {
                throw new AssertionError(
                        "not activated: " + mesh.rotator().standing().plan());
            }
            mesh.settle();
        }
        mesh.settle();
        if (mesh.phase().equals("Activated")) {
            mesh.rotator().rollBack("alice");
        }
        mesh.finish();
        mesh.clock.advance(Duration.ofMinutes(1));
    }

    private static boolean asked(RotatingMesh mesh) {
        return mesh.state().rotation().flatMap(r -> r.orders().rollBack()).isPresent();
    }

    /// The serial of the root the mesh was made with.
    private static java.math.BigInteger first(RotatingMesh mesh) {
        return mesh.firstRoot.getSerialNumber();
    }
}
