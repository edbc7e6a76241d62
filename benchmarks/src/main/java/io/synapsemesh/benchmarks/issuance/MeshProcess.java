package io.synapsemesh.benchmarks.issuance;

import io.synapsemesh.benchmarks.plane.LoopbackSettings;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.crypto.NativeCrypto;
import io.synapsemesh.certs.csr.SignRate;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The main class of ours: a whole control plane as `serve` runs it, its audit log on disk, only its rate raised.
/// Greets with its port and a node token.
final class MeshProcess {
    static final String NODE = "mesh/gateway";

    private static final String DOCUMENTS = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec: {trustDomain: corp.example}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway, namespace: mesh}
            spec: {role: Gateway, identity: {serviceAccount: gateway}, attach: {workspaces: [{name: contoso, namespace: analytics}]}}
            """;

    private MeshProcess() {}

    /// @param arguments an empty folder
    public static void main(String[] arguments) throws IOException {
        NativeCrypto.install();
        var folder = Path.of(arguments[0]);
        var config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("mesh.yaml"), DOCUMENTS);
        var running = ControlPlane.start(LoopbackSettings.of(config, folder.resolve("data"))
                .with(new SignRate(1_000_000, Duration.ofNanos(1000), 64)));
        var token = running.tokens()
                .create(
                        NODE,
                        SpiffeId.ofServiceAccount(TrustDomain.parse("corp.example"), "mesh", "gateway"),
                        Duration.ofHours(1),
                        List.of());
        var text = new String(token.text().open(), StandardCharsets.US_ASCII);
        Answers.serve(running.xdsPort() + " " + text, _ -> "");
    }
}
