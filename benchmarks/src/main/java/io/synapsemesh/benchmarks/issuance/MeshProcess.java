package io.synapsemesh.benchmarks.issuance;

import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.crypto.NativeCrypto;
import io.synapsemesh.certs.csr.SignRate;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Settings;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

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
        var running = ControlPlane.start(settings(config, folder.resolve("data")));
        var token = running.tokens()
                .create(
                        NODE,
                        SpiffeId.ofServiceAccount(TrustDomain.parse("corp.example"), "mesh", "gateway"),
                        Duration.ofHours(1),
                        List.of());
        var text = new String(token.text().open(), StandardCharsets.US_ASCII);
        Answers.serve(running.xdsPort() + " " + text, _ -> "");
    }

    private static Settings settings(Path config, Path data) {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Settings(
                        config,
                        data,
                        loopback,
                        loopback,
                        loopback,
                        new TreeSet<>(),
                        new TreeSet<>(List.of("localhost")),
                        "synapsemesh",
                        "/dev/null",
                        Removals.HOLD,
                        Settings.DemoTrust.REFUSED,
                        UpstreamPolicy.PRODUCTION,
                        AddressPolicy.PUBLIC,
                        TlsTrust.system(),
                        Clock.systemUTC(),
                        new SecureRandom())
                .with(new SignRate(1_000_000, Duration.ofNanos(1000), 64));
    }
}
