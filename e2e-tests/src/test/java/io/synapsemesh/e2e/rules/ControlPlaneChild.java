package io.synapsemesh.e2e.rules;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.DecisionAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// The main class of a control plane that is killed. It ends with its stdin, so it does not outlive the test.
final class ControlPlaneChild {
    private ControlPlaneChild() {}

    /// @param arguments the mesh's folder, the ports of xDS, of the admin API, and the first of the two for decisions
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        var settings = TestSettings.of(
                        folder.resolve("config"),
                        folder.resolve("data"),
                        new TestSettings.Ports(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])),
                        "/dev/null",
                        Certificates.trusting(Files.readString(folder.resolve(ControlPlaneProcess.SIMULATOR_CA))))
                .with(new DecisionAddresses(here(arguments[3], 0), here(arguments[3], 1)));
        try (var running = ControlPlane.start(settings)) {
            System.out.println(ControlPlaneProcess.READY + " " + running.xdsPort());
            int read = System.in.read();
            System.exit(read < 0 ? 0 : 1);
        }
    }

    private static InetSocketAddress here(String port, int more) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(port) + more);
    }
}
