package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.root.Doomed;
import io.synapsemesh.certs.root.FolderStore;
import io.synapsemesh.certs.root.TornStore;
import java.nio.file.Path;

/// The main class of a process that moves a mesh and stands still in the middle of one write, to be killed there.
///
/// Arguments: the mesh's folder, the other authority's, the number of the write, `before` or `after`.
public final class DoomedMove {
    private DoomedMove() {}

    public static void main(String[] arguments) {
        var folder = new FolderStore(Path.of(arguments[0]));
        var elsewhere = new FolderStore(Path.of(arguments[1]));
        int doomed = Integer.parseInt(arguments[2]);
        var mesh = MoveScript.mesh(folder, elsewhere, new TestClock());
        var torn = new TornStore(folder);
        if (arguments[3].equals("before")) {
            torn.before(write -> standStillIf(write == doomed));
        } else {
            torn.after(write -> standStillIf(write == doomed));
        }
        mesh.restart(torn);
        MoveScript.forward(mesh);
        System.out.println("the end"); // Stands for: the write was never reached.
    }

    private static void standStillIf(boolean here) {
        if (here) {
            Doomed.standStill();
        }
    }
}
