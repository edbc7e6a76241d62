package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.store.ByteStore;

/// A move with an operator in it, led by the state it finds: whoever takes it up after a crash ends at the same.
final class MoveScript {
    private MoveScript() {}

    /// Two proxies, under the embedded root.
    static MovingMesh mesh(ByteStore folder, ByteStore elsewhere, TestClock clock) {
        var mesh = new MovingMesh(folder, elsewhere, clock);
        mesh.join("gateway", "sidecar");
        mesh.settle();
        return mesh;
    }

    static void forward(MovingMesh mesh) {
        mesh.write(MovingMesh.VAULT);
        mesh.settleAt("vaultPki");
    }

    /// To the other and back again by an operator's order, and the documents follow.
    static void back(MovingMesh mesh) {
        boolean rolledBack = mesh.steps().contains("rollingBack");
        if (!rolledBack) {
            mesh.write(MovingMesh.VAULT);
            mesh.settleIn(Phase.ACTIVATED);
        }
        if (mesh.phase().equals(Phase.ACTIVATED.text())) {
            mesh.roots().rollBack("alice");
        }
        mesh.settleAt("embedded");
        mesh.write(MovingMesh.EMBEDDED);
        mesh.settle();
    }

    /// There, and on to a new embedded root.
    static void thereAndBack(MovingMesh mesh) {
        if (mesh.documents.equals(MovingMesh.EMBEDDED) && mesh.reports.isEmpty()) {
            forward(mesh);
        } else if (mesh.documents.equals(MovingMesh.VAULT)) {
            mesh.settleAt("vaultPki");
        }
        mesh.write(MovingMesh.EMBEDDED);
        mesh.settleAt("embedded");
    }
}
