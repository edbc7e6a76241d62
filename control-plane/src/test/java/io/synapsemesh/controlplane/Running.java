package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import io.synapsemesh.identity.jwks.AddressPolicy;
import io.synapsemesh.identity.jwks.TlsTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A control plane for tests: free ports, loopback upstreams, the documents of `DOCUMENTS`.
public final class Running {
    public static final String TRUST = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec:
              trustDomain: demo.invalid
              issuer: {embedded: {rootTtl: 8760h, keyAlgorithm: EcdsaP256}}
              leaf: {ttl: 24h, keyAlgorithm: EcdsaP256, backdate: 2m}
            """;
    public static final String WORKSPACE = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseWorkspace
            metadata: {name: contoso, namespace: analytics}
            spec:
              resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/contoso
              allow: {bindings: {from: All}, proxies: {from: All}}
            """;
    public static final String PROXIES = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway, namespace: mesh}
            spec:
              role: Gateway
              identity: {namespace: mesh, serviceAccount: gateway}
              attach: {workspaces: [{name: contoso, namespace: analytics}]}
              listen: {address: 127.0.0.1, port: 15443}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: sidecar, namespace: etl}
            spec:
              role: Sidecar
              identity: {namespace: etl, serviceAccount: nightly}
              attach: {workspaces: [{name: contoso, namespace: analytics}]}
            """;
    public static final String BINDING = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRoleBinding
            metadata: {name: readers, namespace: analytics}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse Artifact User
              subjects:
              - workload: {namespace: etl, serviceAccount: nightly}
            """;

    private static final UpstreamPolicy ANYWHERE = new UpstreamPolicy() {
        @Override
        public Optional<String> refusal(InetAddress address, List<Cidr> allowed) {
            return Optional.empty();
        }

        @Override
        public Optional<String> refusal(int port) {
            return Optional.empty();
        }
    };

    private Running() {}

    /// Makes `config` and `data` under `directory` and writes the standard documents.
    public static Path documents(Path directory) {
        try {
            Path config = Files.createDirectories(directory.resolve("config"));
            Files.writeString(config.resolve("trust.yaml"), TRUST);
            Files.writeString(config.resolve("workspace.yaml"), WORKSPACE);
            Files.writeString(config.resolve("proxies.yaml"), PROXIES);
            Files.writeString(config.resolve("binding.yaml"), BINDING);
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Settings settings(Path config, Path dataDir, Settings.DemoTrust demo) {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Settings(
                config,
                dataDir,
                loopback,
                loopback,
                loopback,
                new TreeSet<>(),
                new TreeSet<>(List.of("127.0.0.1", "localhost")),
                "synapsemesh",
                "/dev/null",
                Removals.HOLD,
                demo,
                ANYWHERE,
                AddressPolicy.PUBLIC,
                TlsTrust.system(),
                Clock.systemUTC(),
                new SecureRandom());
    }

    public static ControlPlane start(Path directory) {
        return ControlPlane.start(
                settings(documents(directory), directory.resolve("data"), Settings.DemoTrust.ALLOWED));
    }
}
