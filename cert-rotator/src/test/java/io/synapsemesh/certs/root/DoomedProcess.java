package io.synapsemesh.certs.root;

import io.synapsemesh.certs.TestClock;
import java.nio.file.Path;

/// The main class of a process that rotates a root and stands still in the middle of one write, to be killed there.
///
/// Arguments: the folder, the number of the write, `before` or `after`.
public final class DoomedProcess {
    private DoomedProcess() {}

    public static void main(String[] arguments) {
        var folder = new FolderStore(Path.of(arguments[0]));
        int doomed = Integer.parseInt(arguments[1]);
        var mesh = RotationScript.mesh(folder, new TestClock());
        var torn = new TornStore(folder);
        if (arguments[2].equals("before")) {
            torn.before(write -> standStillIf(write == doomed));
        } else {
            torn.after(write -> standStillIf(write == doomed));
        }
        mesh.restart(torn);
        RotationScript.forward(mesh);
        System.out.println("the end"); // Stands for: the write was never reached.
    }

    private static void standStillIf(boolean here) {
        if (here) {
            Doomed.standStill();
        }
    }
}
