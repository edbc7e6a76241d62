package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.Endpoint;
import java.util.List;
import java.util.stream.Collectors;

/// What all worlds share: trust, identity providers with their keys inline, added routes, the gateway.
final class MeshDocuments {
    private static final String SHARED = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshTrust
            metadata: {name: default}
            spec:
              trustDomain: demo.invalid
              issuer: {embedded: {rootTtl: 8760h, keyAlgorithm: EcdsaP256}}
              leaf: {ttl: 24h, keyAlgorithm: EcdsaP256, backdate: 2m}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: entra}
            spec:
              type: EntraId
              tenants: [%s, %s]
              acceptV1Issuer: true
              audiences: ["%s"]
              agents: ["%s"]
              jwks: {inline: '%s'}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: solo}
            spec:
              type: EntraId
              issuer: %s
              audiences: ["%s"]
              groups: {absentMeans: None}
              jwks: {inline: '%s'}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: okta}
            spec:
              type: Okta
              issuer: %s
              audiences: ["%s"]
              jwks: {inline: '%s'}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: github}
            spec:
              type: Oidc
              issuer: %s
              audiences: ["%s"]
              groups: {absentMeans: None}
              jwks: {inline: '%s'}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRouteTable
            metadata: {name: added}
            spec:
              routes:
              - methods: [GET, POST]
                path: /preview/{name}/run
                requires: [{action: artifacts/read}]
              - methods: [PATCH]
                path: /pipelines/{name}
                requires: [{action: pipelines/write}]
              - methods: [GET]
                path: /integrationRuntimes/{name}/status
                requires: [{action: integrationRuntimes/viewLogs/action, scope: {integrationRuntime: "{name}"}}]
              - methods: [POST]
                path: /linkedservices/{name}/use/{credential}
                requires:
                - {action: linkedServices/useSecret/action, scope: {linkedService: "{name}"}}
                - {action: credentials/useSecret/action, scope: {credential: "{credential}"}}
              - methods: [GET]
                path: /jobs/(special)/{pool}
                requires: [{action: bigDataPools/useCompute/action, scope: {bigDataPool: "data lake"}}]
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway, namespace: mesh}
            spec:
              role: Gateway
              identity: {namespace: mesh, serviceAccount: gateway}
              attach: {workspaces: [%s]}
              listen: {address: 127.0.0.1, port: %d}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: gateway-of-mapper, namespace: mesh}
            spec:
              role: Gateway
              identity: {namespace: mesh, serviceAccount: gateway-of-mapper}
              attach: {workspaces: [%s]}
              listen: {address: 127.0.0.1, port: %d}
            """;

    private MeshDocuments() {}

    /// @param gatewayPort of the gateway that asks the test, the other of the one that asks the control plane
    static String of(List<World> worlds, Askers askers, int gatewayPort, int otherPort) {
        String attached = worlds.stream()
                .map(world -> "{name: " + world.name() + ", namespace: " + World.NAMESPACE + "}")
                .collect(Collectors.joining(", "));
        return SHARED.formatted(
                Cast.TENANT_ONE,
                Cast.TENANT_TWO,
                Believed.AUDIENCE,
                Believed.AGENT,
                joined(askers.one().issuer().jwks(), askers.two().issuer().jwks()),
                askers.solo().issuerV2(),
                Believed.AUDIENCE,
                askers.solo().issuer().jwks(),
                askers.okta().issuerV2(),
                Believed.AUDIENCE,
                askers.okta().issuer().jwks(),
                askers.github().issuerUrl(),
                Believed.AUDIENCE,
                askers.github().issuer().jwks(),
                attached,
                gatewayPort,
                attached,
                otherPort);
    }

    /// Every fourth world is on trial; every fourth has a token injected (never both).
    static String workspace(World world, Upstream upstream, String caPem) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseWorkspace
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  resourceId: /subscriptions/44444444-4444-4444-4444-444444444444/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/%1$s
                  enforcement: %3$s
                  endpoints:
                    dev: {addresses: [127.0.0.1], port: %4$d}
                    sql: {addresses: [127.0.0.1], port: %5$d}
                    sqlOnDemand: {addresses: [127.0.0.1], port: %6$d, enabled: %7$s}
                  upstream: {credential: {%8$s: {}}, caBundle: Pem, pem: "%9$s"}
                  allow: {proxies: {from: All}}
                """.formatted(
                        world.name(),
                        World.NAMESPACE,
                        world.isOnTrial() ? "Audit" : "Enforce",
                        upstream.devPort(),
                        upstream.sql(world, Endpoint.SQL).port(),
                        upstream.sql(world, Endpoint.SQL_ON_DEMAND).port(),
                        !ParityMesh.isOff(world, Endpoint.SQL_ON_DEMAND),
                        world.injects() ? "managedIdentity" : "passThrough",
                        caPem.replace("\n", "\\n"));
    }

    /// Two key sets as the one that a multi-tenant provider publishes.
    private static String joined(String one, String other) {
        String start = "{\"keys\":[";
        if (!one.startsWith(start) || !other.startsWith(start)) {
            throw new IllegalStateException("a key set looks different: " + one);
        }
        return one.substring(0, one.lastIndexOf("]}")) + "," + other.substring(start.length());
    }
}
