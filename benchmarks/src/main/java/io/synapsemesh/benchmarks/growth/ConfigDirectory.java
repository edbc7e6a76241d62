package io.synapsemesh.benchmarks.growth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.StringJoiner;

/// A configuration directory: twenty gateways whatever the size, a file for each workspace with its binding and its two
/// policies.
final class ConfigDirectory {
    static final int GATEWAYS = 20;
    /// A proxy may attach to 500 workspaces; the rest of its places are for those that are added.
    private static final int ATTACHED_MAX = 480;

    static final int SPARES_PER_GATEWAY = 20;

    private static final String HEAD = "apiVersion: synapsemesh.io/v1alpha1\n";

    private final Path config;
    private final Path drafts;

    ConfigDirectory(Path folder) throws IOException {
        config = Files.createDirectories(folder.resolve("config"));
        drafts = Files.createDirectories(folder.resolve("drafts"));
    }

    Path path() {
        return config;
    }

    void write(int workspaces) throws IOException {
        put("trust.yaml", HEAD + "kind: MeshTrust\nmetadata: {name: default}\nspec: {trustDomain: corp.example}\n");
        put("provider.yaml", HEAD + """
                kind: IdentityProvider
                metadata: {name: idp}
                spec: {type: Oidc, issuer: "https://idp.example", audiences: [mesh]}
                """);
        for (int gateway = 0; gateway < GATEWAYS; gateway++) {
            put("gateway-" + gateway + ".yaml", gateway(gateway, workspaces));
        }
        Files.createDirectories(config.resolve("workspaces"));
        for (int i = 0; i < workspaces; i++) {
            workspace("ws-" + i, 0, 0, false);
        }
    }

    /// Writes one file as an editor does that replaces files whole.
    void workspace(String name, int bindingRevision, int policyRevision, boolean cut) {
        put(
                "workspaces/" + name + ".yaml",
                HEAD
                        + """
                kind: SynapseWorkspace
                metadata: {name: %1$s, namespace: analytics}
                spec:
                  resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/%1$s
                  allow: {proxies: {from: All}}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseRoleBinding
                metadata: {name: %1$s-engineers, namespace: analytics}
                spec:
                  workspaces: {names: [%1$s]}
                  role: Synapse Compute Operator
                  scope: {bigDataPool: spark1}
                  subjects:
                  - group: {provider: idp, id: engineers}
                  - group: {provider: idp, id: group-%2$d}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: %1$s-connect, namespace: analytics}
                spec:
                  action: Allow
                  workspaces: {names: [%1$s]}
                  endpoints: [dev, sql, sqlOnDemand]
                  operations: [connect]
                  subjects:
                  - workload: {namespace: etl, serviceAccount: nightly}
                %4$s---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: %1$s-not-from, namespace: analytics}
                spec:
                  action: Deny
                  workspaces: {names: [%1$s]}
                  endpoints: [dev]
                  operations: [artifacts/write]
                  subjects:
                  - group: {provider: idp, id: readers-%3$d}
                """.formatted(
                                        name,
                                        bindingRevision,
                                        policyRevision,
                                        cut ? "" : "  - workload: {namespace: bi, serviceAccount: dashboards}\n"));
    }

    static String spare(int number) {
        return "spare-" + number % GATEWAYS + "-" + number / GATEWAYS;
    }

    private static String gateway(int gateway, int workspaces) {
        var attached = new StringJoiner(", ");
        int count = 0;
        for (int i = gateway; i < workspaces && count < ATTACHED_MAX; i += GATEWAYS, count++) {
            attached.add("{name: ws-" + i + ", namespace: analytics}");
        }
        for (int spare = 0; spare < SPARES_PER_GATEWAY; spare++) {
            attached.add("{name: spare-" + gateway + "-" + spare + ", namespace: analytics}");
        }
        return HEAD + "kind: MeshProxy\nmetadata: {name: gateway-" + gateway
                + ", namespace: mesh}\nspec: {role: Gateway, identity: {serviceAccount: gateway-" + gateway
                + "}, attach: {workspaces: [" + attached + "]}}\n";
    }

    private void put(String name, String text) {
        try {
            var draft = Files.writeString(drafts.resolve("draft"), text);
            Files.move(
                    draft, config.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name, e);
        }
    }
}
