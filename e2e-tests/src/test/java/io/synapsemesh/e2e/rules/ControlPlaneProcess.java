package io.synapsemesh.e2e.rules;

import static org.awaitility.Awaitility.await;

import io.synapsemesh.controlplane.node.NodeToken;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.e2e.harness.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// A control plane in a process of its own, which can be killed outright and started again on its data and ports.
final class ControlPlaneProcess implements AutoCloseable {
    static final String READY = "control plane is ready";
    static final String SIMULATOR_CA = "simulator-ca.pem";

    private static final Duration READY_WITHIN = Duration.ofSeconds(120);

    private final Path folder;
    private final int firstPort;
    private Process process;

    private ControlPlaneProcess(Path folder, int firstPort) {
        this.folder = folder;
        this.firstPort = firstPort;
        this.process = launch();
    }

    /// @param folder with `config`; gets `data`
    static ControlPlaneProcess start(Path folder, String simulatorCa) {
        try {
            Files.writeString(folder.resolve(SIMULATOR_CA), simulatorCa);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ControlPlaneProcess(folder, Ports.inARow(4));
    }

    int xdsPort() {
        return firstPort;
    }

    int adminPort() {
        return firstPort + 1;
    }

    /// Of ext_authz; `auth_request` is on the next.
    int authorizerPort() {
        return firstPort + 2;
    }

    /// As `kill -9`: nothing is closed, nothing is flushed.
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The next life, with what the disk has.
    void startAgain() {
        process = launch();
    }

    /// As `token create` makes it beside a running server.
    NodeToken token(String proxy, SpiffeId identity, Duration lifetime) {
        var random = new SecureRandom();
        var directory = DataDirectory.open(folder.resolve("data"));
        return NodeTokens.open(directory, DataSeal.open(directory, random), TrustDomain.DEMO, Clock.systemUTC(), random)
                .create(proxy, identity, lifetime, List.of());
    }

    @Override
    public void close() {
        kill();
    }

    private Process launch() {
        Path log = folder.resolve("control-plane.log");
        try {
            Files.deleteIfExists(log);
            Process launched = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ControlPlaneChild.class.getName(),
                            folder.toString(),
                            Integer.toString(xdsPort()),
                            Integer.toString(adminPort()),
                            Integer.toString(authorizerPort()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            await().atMost(READY_WITHIN).until(() -> {
                if (!launched.isAlive()) {
                    throw new IllegalStateException("the control plane ended:\n" + Files.readString(log));
                }
                return Files.readString(log).contains(READY);
            });
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
