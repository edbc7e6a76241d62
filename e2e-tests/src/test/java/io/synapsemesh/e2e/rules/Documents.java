package io.synapsemesh.e2e.rules;

import io.synapsemesh.simulator.SimulatedWorkspace;
import io.synapsemesh.simulator.Simulator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The documents a mesh under test starts from, as text by file name: tests edit them as a user would.
final class Documents {
    static final String TRUST_DOMAIN = "demo.invalid";
    static final String TRUST = "trust.yaml";
    static final String PROVIDER = "provider.yaml";
    static final String WORKSPACES = "workspaces.yaml";
    static final String PROXIES = "proxies.yaml";
    static final String BINDINGS = "bindings.yaml";
    static final String CONNECT = "connect.yaml";

    /// Synapse Artifact Users everywhere.
    static final String ANALYSTS = "3f1c0f5e-0000-0000-0000-000000000002";
    /// Compute Operators of the Spark pool `pool` of every workspace.
    static final String ENGINEERS = "3f1c0f5e-0000-0000-0000-000000000001";

    /// The line that lets dashboards connect to SQL.
    static final String DASHBOARDS = "- workload: {namespace: bi, serviceAccount: dashboards}\n";

    private Documents() {}

    static Map<String, String> of(
            Simulator simulator, List<String> workspaces, int gatewayPort, List<Sidecar> sidecars) {
        var files = new TreeMap<String, String>();
        files.put(TRUST, """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshTrust
                metadata: {name: default}
                spec:
                  trustDomain: demo.invalid
                  issuer: {embedded: {rootTtl: 8760h, keyAlgorithm: EcdsaP256}}
                  leaf: {ttl: 24h, keyAlgorithm: EcdsaP256, backdate: 2m}
                """);
        files.put(PROVIDER, """
                apiVersion: synapsemesh.io/v1alpha1
                kind: IdentityProvider
                metadata: {name: entra}
                spec:
                  type: EntraId
                  issuer: %s
                  audiences: [api://synapsemesh]
                  jwks: {uri: "%s"}
                  claims: {subject: oid, groups: groups}
                  groups: {absentMeans: Unknown}
                """.formatted(
                simulator.tenant().issuerV2(), simulator.tenant().issuer().jwksUri()));
        var all = new StringBuilder();
        workspaces.forEach(name -> all.append(workspace("analytics", name, simulator)));
        files.put(WORKSPACES, all.toString());
        var proxies = new StringBuilder(gateway("gateway", "gateway", workspaces, gatewayPort));
        sidecars.forEach(sidecar -> proxies.append(sidecar(sidecar, workspaces)));
        files.put(PROXIES, proxies.toString());
        String names = String.join(", ", workspaces);
        files.put(BINDINGS, """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseRoleBinding
                metadata: {name: analysts, namespace: analytics}
                spec:
                  workspaces: {names: [%s]}
                  role: Synapse Artifact User
                  subjects:
                  - group: {provider: entra, id: %s}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseRoleBinding
                metadata: {name: engineers, namespace: analytics}
                spec:
                  workspaces: {names: [%s]}
                  role: Synapse Compute Operator
                  scope: {bigDataPool: pool}
                  subjects:
                  - group: {provider: entra, id: %s}
                  - workload: {namespace: etl, serviceAccount: nightly}
                """.formatted(names, ANALYSTS, names, ENGINEERS));
        files.put(CONNECT, connect("dev", "[dev]", names) + "---\n" + connect("sql", "[sql, sqlOnDemand]", names));
        return files;
    }

    static String workspace(String namespace, String name, Simulator simulator) {
        SimulatedWorkspace workspace = simulator.workspace(name);
        return """
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseWorkspace
                metadata: {name: %s, namespace: %s, labels: {team: data}}
                spec:
                  resourceId: /subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg1/providers/Microsoft.Synapse/workspaces/%s
                  endpoints:
                    dev: {addresses: [127.0.0.1], port: %d}
                    sql: {addresses: [127.0.0.1], port: %d}
                    sqlOnDemand: {addresses: [127.0.0.1], port: %d}
                  upstream:
                    credential: {passThrough: {}}
                    caBundle: Pem
                    pem: |
                %s
                  allow:
                    proxies: {from: Selector, namespaces: {matchNames: [mesh, etl, bi]}}
                """.formatted(
                        name,
                        namespace,
                        name,
                        workspace.devPort(),
                        workspace.sql().port(),
                        workspace.sqlOnDemand().port(),
                        simulator.caPem().strip().indent(6).stripTrailing());
    }

    static String gateway(String name, String serviceAccount, List<String> workspaces, int port) {
        return """
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshProxy
                metadata: {name: %s, namespace: mesh}
                spec:
                  role: Gateway
                  identity: {serviceAccount: %s}
                  attach: {workspaces: [%s]}
                  listen: {address: 127.0.0.1, port: %d}
                """.formatted(name, serviceAccount, attached(workspaces), port);
    }

    private static String sidecar(Sidecar sidecar, List<String> workspaces) {
        return """
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshProxy
                metadata: {name: %s, namespace: %s}
                spec:
                  role: Sidecar
                  identity: {serviceAccount: %s}
                  attach: {workspaces: [%s]}
                  listen: {address: 127.0.0.1, dev: %d, sql: %d, sqlOnDemand: %d}
                """.formatted(
                sidecar.proxy().substring(sidecar.proxy().indexOf('/') + 1),
                sidecar.namespace(),
                sidecar.serviceAccount().substring(sidecar.serviceAccount().indexOf('/') + 1),
                attached(workspaces),
                sidecar.firstPort(),
                sidecar.firstPort() + workspaces.size(),
                sidecar.firstPort() + 2 * workspaces.size());
    }

    private static String attached(List<String> workspaces) {
        return String.join(
                ", ",
                workspaces.stream()
                        .map(name -> "{name: " + name + ", namespace: analytics}")
                        .toList());
    }

    private static String connect(String name, String endpoints, String workspaces) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: %s-connect, namespace: analytics}
                spec:
                  action: Allow
                  workspaces: {names: [%s]}
                  endpoints: %s
                  operations: [connect]
                  subjects:
                  - workload: {namespace: etl, serviceAccount: nightly}
                  - workload: {namespace: bi, serviceAccount: dashboards}
                """.formatted(name, workspaces, endpoints);
    }
}
