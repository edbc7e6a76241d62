package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.demo.RunningEnvoy;
import io.synapsemesh.e2e.harness.Ports;
import io.synapsemesh.e2e.rules.AdsClient.Answer;
import io.synapsemesh.e2e.rules.DevClient.Request;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// rules.md A, "Ownership": a namespace tries every kind of reference on another's workspace.
final class OtherNamespaceIT {
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(20);
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final String SESSIONS = "/livyApi/versions/2019-11-01-preview/sparkPools/other/sessions";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(OtherNamespaceIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void aNamespaceChangesNothingOnAWorkspaceThatDoesNotAdmitIt() throws Exception {
        var people = new People(mesh.simulator());
        Request pipelines = Request.get("/pipelines?api-version=2020-12-01")
                .with(people.synapse())
                .with(people.meshToken(Documents.ANALYSTS));
        Request sessions = Request.post(SESSIONS).with(people.synapse()).with(people.meshToken(Documents.ANALYSTS));
        assertThat(status(pipelines)).isEqualTo(200);
        assertThat(status(sessions)).isEqualTo(403);
        try (var open = SqlClient.connect(mesh.dashboards().sql("contoso"))) {
            Map<String, Long> before = updates();
            int documents = mesh.controlPlane().published().documents().size();
            int port = Ports.inARow(4);
            Files.writeString(mesh.config().resolve("rogue.yaml"), rogue(port));
            // The last of them is an ordinary document of the other namespace: all before it were read too.
            await().atMost(EFFECT_WITHIN)
                    .until(() -> mesh.controlPlane().published().documents().size() > documents + 5);
            mesh.controlPlane().settled().join();

            assertThat(status(pipelines)).isEqualTo(200);
            assertThat(status(sessions)).isEqualTo(403);
            assertThat(open.isOpen()).isTrue();
            assertThat(SqlClient.isAllowed(mesh.dashboards().sql("contoso"))).isTrue();
            assertThat(updates()).as("no Envoy of the mesh was told anything").isEqualTo(before);
            assertThat(mesh.controlPlane().published().workspaces()).hasSize(1);
            attachedProxyGetsNothing("rogue/sidecar", "/ns/rogue/sa/thief");
            attachedProxyGetsNothing("rogue/gateway", "/ns/rogue/sa/thief-gateway");
            // A selector by label takes what admits it, and says nothing of the rest.
            Map.of(
                            "SynapseRoleBinding/rogue/by-name", "NotAdmitted",
                            "SynapseAccessPolicy/rogue/allow", "NotAdmitted",
                            "SynapseAccessPolicy/rogue/deny", "NotAdmitted",
                            "MeshProxy/rogue/sidecar", "NotAdmitted",
                            "MeshProxy/rogue/gateway", "NotAdmitted",
                            "SynapseWorkspace/rogue/contoso", "Conflicted")
                    .forEach((document, reason) -> await(document)
                            .atMost(EFFECT_WITHIN)
                            .ignoreExceptions()
                            .until(() -> Files.readString(mesh.data().resolve("status/" + document + ".yaml"))
                                    .contains("reason: " + reason)));
            // The same in the workspace's own namespace counts: the pipeline is alive.
            mesh.edit(Documents.BINDINGS).append(binding("by-name", "analytics", "{names: [contoso]}"));
            await().atMost(EFFECT_WITHIN).until(() -> status(sessions) == 200);
            assertThat(updates()).isNotEqualTo(before);
        }
    }

    private static void attachedProxyGetsNothing(String proxy, String identity) throws InterruptedException {
        String[] name = proxy.split("/", 2);
        if (mesh.controlPlane().published().proxies().get(new DocumentRef("MeshProxy", name[0], name[1])) == null) {
            return;
        }
        String workspace = "spiffe://demo.invalid/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso";
        try (var client = AdsClient.withToken(
                mesh.controlPlane().xdsPort(), mesh.doorCa(), mesh.token(proxy).text())) {
            for (String secret :
                    List.of(workspace, HOST + "@spiffe://demo.invalid" + identity, "client-facing/" + HOST)) {
                assertThat(client.held(proxy, secret))
                        .as("%s asks for %s", proxy, secret)
                        .isEmpty();
            }
            for (TypeUrl type : List.of(TypeUrl.LISTENER, TypeUrl.CLUSTER)) {
                assertThat(client.delta(proxy, type)).as(type.shortName()).isEqualTo(new Answer.Given(new TreeMap<>()));
            }
        }
    }

    /// How often each Envoy was told something, of any type.
    private static Map<String, Long> updates() {
        var all = new TreeMap<String, Long>();
        for (RunningEnvoy envoy : List.of(mesh.gateway(), mesh.envoy(mesh.nightly()), mesh.envoy(mesh.dashboards()))) {
            envoy.admin()
                    .stats(
                            "(^cluster_manager\\.cds|^listener_manager\\.lds|rds\\.|extension_config|^sds\\.|^cluster\\.gateways).*(update_success|config_reload|update_attempt)$")
                    .forEach((name, count) -> all.put(envoy.launch().name() + " " + name, count));
        }
        return all;
    }

    private static int status(Request request) throws IOException {
        try (var client = DevClient.connect(
                Certificates.trusting(mesh.clientCa()), mesh.dashboards().dev("contoso"), HOST)) {
            return client.send(request).status();
        }
    }

    private static String binding(String name, String namespace, String workspaces) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseRoleBinding
                metadata: {name: %s, namespace: %s}
                spec:
                  workspaces: %s
                  role: Synapse Administrator
                  subjects:
                  - group: {provider: entra, id: %s}
                """.formatted(name, namespace, workspaces, Documents.ANALYSTS);
    }

    private static String policy(String name, String action, String endpoints, String operations) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: %s, namespace: rogue}
                spec:
                  action: %s
                  workspaces: {names: [contoso], namespace: analytics}
                  endpoints: %s
                  operations: %s
                  subjects:
                  - workload: {namespace: bi, serviceAccount: dashboards}
                  - workload: {namespace: rogue, serviceAccount: thief}
                """.formatted(name, action, endpoints, operations);
    }

    private static String proxy(String name, String role, String identity, String listen) {
        return """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshProxy
                metadata: {name: %s, namespace: rogue}
                spec:
                  role: %s
                  identity: %s
                  attach: {workspaces: [{name: contoso, namespace: analytics}]}
                  listen: %s
                """.formatted(name, role, identity, listen);
    }

    private static String rogue(int port) {
        String own = Documents.workspace("rogue", "contoso", mesh.simulator()).replaceFirst("---\n", "");
        return String.join(
                "---\n",
                binding("by-name", "rogue", "{names: [contoso], namespace: analytics}"),
                binding("by-label", "rogue", "{selector: {matchLabels: {team: data}}, namespace: analytics}"),
                policy("allow", "Allow", "[sql, sqlOnDemand, dev]", "[connect]"),
                policy("deny", "Deny", "[sql, sqlOnDemand, dev]", "[connect]"),
                proxy("sidecar", "Sidecar", "{serviceAccount: thief}", "{address: 127.0.0.1, dev: " + port + "}"),
                proxy(
                        "gateway",
                        "Gateway",
                        "{serviceAccount: thief-gateway}",
                        "{address: 127.0.0.1, port: " + (port + 1) + "}"),
                proxy(
                        "posing",
                        "Sidecar",
                        "{namespace: bi, serviceAccount: dashboards}",
                        "{address: 127.0.0.1, dev: " + (port + 2) + "}"),
                own,
                binding("last", "rogue", "{names: [contoso]}"));
    }
}
