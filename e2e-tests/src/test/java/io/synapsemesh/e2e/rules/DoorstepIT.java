package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.e2e.harness.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// rules.md B, "One certificate, one identity", "No resumed sessions inside the mesh", "No dial before the decision":
/// who gets past a gateway's doorstep. In containers.
final class DoorstepIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(20);
    private static final String OPEN = "^listener\\.127\\.0\\.0\\.1_[0-9]+\\.downstream_(pre_)?cx_active$";
    private static final Duration GONE_WITHIN = Duration.ofSeconds(5);
    /// What a sidecar gives a client of `sql` for its first packet.
    private static final Duration SILENT_AT_MOST = Duration.ofSeconds(10);
    private static final String SQL = "contoso.sql.azuresynapse.net";
    private static final String WORKSPACE =
            "spiffe://demo.invalid/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso";
    private static final int CONNECTIONS = 100;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(DoorstepIT.class, MeshUnderTest.Runner.CONTAINER, "contoso");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void nobodyDialsSynapseForWhoIsDeniedOrHasNotSpoken() throws Exception {
        var sql = mesh.simulator().workspace("contoso").sql();
        SSLContext denied = Certificates.showing(mesh.svid("mesh/gateway", "/ns/mesh/sa/gateway"));
        SSLContext allowed = Certificates.showing(mesh.svid(mesh.nightly()));
        long before = sql.connections();
        for (int i = 0; i < 20; i++) {
            assertThat(SqlClient.isAllowed(mesh.gatewayPort(), SQL, denied)).isFalse();
        }
        try (var silent = Certificates.connect(allowed, mesh.gatewayPort(), SQL);
                var silentAtSidecar = Sockets.connect(mesh.nightly().sql("contoso"))) {
            silent.startHandshake();
            assertThat(silentAtSidecar.isConnected()).isTrue();
            assertThat(sql.connections()).isEqualTo(before);
            assertThat(SqlClient.isAllowed(mesh.gatewayPort(), SQL, allowed)).isTrue();
            assertThat(sql.connections())
                    .as("one, for who spoke and is allowed")
                    .isEqualTo(before + 1);
            // As long as Java waits for an answer to its goodbye; Envoy gives none before it has dialled.
            silent.setSoTimeout(200);
        }
    }

    @Test
    void whoLeavesWithoutAWordIsNotCountedAnyMore() throws Exception {
        var sidecar = mesh.envoy(mesh.nightly()).admin();
        var gateway = mesh.gateway().admin();
        long dialled = mesh.simulator().workspace("contoso").sql().connections();
        long before = sum(gateway.stats(OPEN));
        for (int i = 0; i < 20; i++) {
            Sockets.connect(mesh.nightly().sql("contoso")).close();
        }
        await("at the sidecar").atMost(GONE_WITHIN).until(() -> sum(sidecar.stats(OPEN)) == 0);
        assertThat(sum(gateway.stats(OPEN))).as("at the gateway").isLessThanOrEqualTo(before);
        assertThat(mesh.simulator().workspace("contoso").sql().connections())
                .as("nobody dialled for them")
                .isEqualTo(dialled);
    }

    @Test
    void whoSaysNothingIsSentAwayAndWhoHasSpokenMayRest() throws Exception {
        int port = mesh.nightly().sql("contoso");
        long dialled = mesh.simulator().workspace("contoso").sql().connections();
        try (var resting = SqlClient.connect(port);
                var silent = Sockets.connect(port)) {
            long before = System.nanoTime();
            silent.setSoTimeout((int) SILENT_AT_MOST.plus(EFFECT_WITHIN).toMillis());
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(SILENT_AT_MOST.dividedBy(2), SILENT_AT_MOST.multipliedBy(2));
            assertThat(mesh.simulator().workspace("contoso").sql().connections())
                    .as("for who has spoken alone")
                    .isEqualTo(dialled + 1);
            await().pollDelay(SILENT_AT_MOST.dividedBy(4))
                    .atMost(SILENT_AT_MOST.plus(EFFECT_WITHIN))
                    .until(resting::isOpen);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(SILENT_AT_MOST);
        }
    }

    @Test
    void envoyUnderstoodTheFieldsThatTheApiArtifactDoesNotKnow() throws IOException {
        var proxies = new ArrayList<JsonNode>();
        for (var envoy : List.of(mesh.gateway(), mesh.envoy(mesh.nightly()))) {
            collect(JSON.readTree(envoy.admin().configDump()), "tcp_proxy.v3.TcpProxy", proxies);
        }
        // The way to the identity-mapper is the proxy's own and carries no client's bytes.
        proxies.removeIf(proxy -> proxy.path("stat_prefix").asText().equals("synapsemesh-authz"));
        assertThat(proxies).hasSize(4).allSatisfy(proxy -> {
            assertThat(proxy.path("upstream_connect_mode").asText()).isEqualTo("ON_DOWNSTREAM_DATA");
            assertThat(proxy.path("max_early_data_bytes").asInt()).isPositive();
        });
    }

    @Test
    void aHundredConnectionsAreAllAllowedAndNoneResumesASession() throws Exception {
        SSLContext one = Certificates.showing(mesh.svid(mesh.dashboards()));
        for (int i = 0; i < CONNECTIONS; i++) {
            assertThat(SqlClient.isAllowed(mesh.gatewayPort(), SQL, one))
                    .as("at the gateway, %s", i)
                    .isTrue();
            assertThat(SqlClient.isAllowed(mesh.dashboards().sql("contoso")))
                    .as("through a sidecar, %s", i)
                    .isTrue();
        }
        assertThat(sum(mesh.gateway().admin().stats("^listener\\..*\\.ssl\\.handshake$")))
                .isGreaterThanOrEqualTo(2 * CONNECTIONS);
        assertThat(mesh.gateway().admin().stats("^listener\\..*\\.ssl\\.session_reused$"))
                .isNotEmpty()
                .allSatisfy((_, count) -> assertThat(count).isZero());
        assertThat(mesh.envoy(mesh.dashboards()).admin().stats("^cluster\\.gateways.*\\.ssl\\.session_reused$"))
                .isNotEmpty()
                .allSatisfy((_, count) -> assertThat(count).isZero());
    }

    @Test
    void whoTheMeshDidNotCertifyDoesNotGetIn() throws Exception {
        String dashboards = "spiffe://demo.invalid" + mesh.dashboards().identityPath();
        String nightly = "spiffe://demo.invalid" + mesh.nightly().identityPath();
        var ours = new HostileAuthority("demo.invalid");
        var partner = new HostileAuthority("partner.example");
        var attempts = new LinkedHashMap<String, SSLContext>();
        attempts.put("no certificate", Certificates.anonymous());
        attempts.put("our identity by a hostile authority", Certificates.showing(ours.identity(dashboards)));
        attempts.put("a foreign trust domain", Certificates.showing(partner.identity("spiffe://partner.example/x")));
        attempts.put(
                "two URI SANs, ours second",
                Certificates.showing(partner.identity("spiffe://partner.example/x", dashboards)));
        attempts.put("two URI SANs, both ours", Certificates.showing(ours.identity(nightly, dashboards)));
        attempts.put("no URI SAN", Certificates.showing(ours.identity()));
        attempts.put("an application's certificate", Certificates.showing(mesh.simulatorIdentity(SQL)));
        var sql = mesh.simulator().workspace("contoso").sql();
        long before = sql.connections();
        attempts.forEach((what, context) -> assertThat(SqlClient.isAllowed(mesh.gatewayPort(), SQL, context))
                .as(what)
                .isFalse());
        assertThat(sql.connections()).isEqualTo(before);
        assertThat(SqlClient.isAllowed(mesh.gatewayPort(), SQL, Certificates.showing(mesh.svid(mesh.dashboards()))))
                .as("the same, with the mesh's own certificate")
                .isTrue();
        assertThat(SqlClient.isAllowed(
                        mesh.gatewayPort(),
                        "unknown.sql.azuresynapse.net",
                        Certificates.showing(mesh.svid(mesh.dashboards()))))
                .as("a host that is not served")
                .isFalse();
    }

    @Test
    void everyBundleIsASpiffeValidatorAndEveryContextOfTheMeshTakesOne() throws IOException {
        for (var envoy : List.of(mesh.gateway(), mesh.envoy(mesh.nightly()), mesh.envoy(mesh.dashboards()))) {
            JsonNode dump = JSON.readTree(envoy.admin().configDump());
            var contexts = new ArrayList<JsonNode>();
            collectField(dump, "validation_context", contexts);
            collectField(dump, "default_validation_context", contexts);
            assertThat(contexts)
                    .isNotEmpty()
                    .allSatisfy(context -> assertThat(context.has("trusted_ca")
                                    || !context.path("custom_validator_config")
                                            .path("typed_config")
                                            .path("trust_domains")
                                            .isEmpty()
                                    // Only ever together with a bundle of its own, which is looked at below.
                                    || context.has("match_typed_subject_alt_names"))
                            .as(context.toString())
                            .isTrue());
            var downstream = new ArrayList<JsonNode>();
            collect(dump, "tls.v3.DownstreamTlsContext", downstream);
            downstream.stream()
                    .filter(tls -> tls.path("require_client_certificate").asBoolean())
                    .forEach(tls -> {
                        assertThat(tls.path("common_tls_context")
                                        .path("validation_context_sds_secret_config")
                                        .path("name")
                                        .asText())
                                .isEqualTo("bundles");
                        assertThat(tls.path("disable_stateless_session_resumption")
                                        .asBoolean())
                                .isTrue();
                        assertThat(tls.path("disable_stateful_session_resumption")
                                        .asBoolean())
                                .isTrue();
                    });
            var combined = new ArrayList<JsonNode>();
            collectField(dump, "combined_validation_context", combined);
            assertThat(combined)
                    .allSatisfy(both -> assertThat(both.path("validation_context_sds_secret_config")
                                    .path("name")
                                    .asText())
                            .as("one trust domain, or the anchors of the control plane's own door")
                            .isIn("bundle/demo.invalid", "control-plane-ca"));
        }
    }

    @Test
    void aSidecarTellsNothingToWhoIsNotTheWorkspace() throws Exception {
        var impostors = Map.of(
                "a hostile authority's workspace", new HostileAuthority("demo.invalid").server(WORKSPACE, SQL),
                "a workload of the mesh", mesh.svid(mesh.dashboards()));
        for (var impostor : impostors.entrySet()) {
            int port = Ports.inARow(1);
            try (var server = new Impostor(port, impostor.getValue())) {
                String before = mesh.edit(Documents.PROXIES)
                        .apply(text -> text + Documents.gateway("impostor", "impostor", List.of("contoso"), port));
                await(impostor.getKey()).atMost(EFFECT_WITHIN).until(() -> {
                    SqlClient.isAllowed(mesh.nightly().sql("contoso"));
                    return server.dials() > 0;
                });
                for (int i = 0; i < 10; i++) {
                    SqlClient.isAllowed(mesh.nightly().sql("contoso"));
                }
                assertThat(server.told()).as(impostor.getKey()).isZero();
                mesh.edit(Documents.PROXIES).write(before);
                await().atMost(EFFECT_WITHIN).until(() -> isSteady(server));
            }
        }
    }

    /// Whether nobody asks the impostor any more.
    private static boolean isSteady(Impostor server) {
        int before = server.dials();
        for (int i = 0; i < 6; i++) {
            if (!SqlClient.isAllowed(mesh.nightly().sql("contoso"))) {
                return false;
            }
        }
        return server.dials() == before;
    }

    private static long sum(Map<String, Long> stats) {
        return stats.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Every object whose `@type` ends so.
    private static void collect(JsonNode node, String type, List<JsonNode> found) {
        if (node.path("@type").asText().endsWith(type)) {
            found.add(node);
        }
        node.forEach(child -> collect(child, type, found));
    }

    private static void collectField(JsonNode node, String field, List<JsonNode> found) {
        if (node.has(field)) {
            found.add(node.path(field));
        }
        node.forEach(child -> collectField(child, field, found));
    }
}
