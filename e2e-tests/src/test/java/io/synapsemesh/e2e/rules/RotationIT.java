package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.e2e.rules.DevClient.Request;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// rules.md B, "Node tokens", and renewal of leaves: what is replaced while it is in use.
final class RotationIT {
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(20);
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final String PIPELINES = "/pipelines?api-version=2020-12-01";
    private static final long SENT_MIN = 50;

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static People people;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(RotationIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
        people = new People(mesh.simulator());
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void aLeafIsReplacedUnderTrafficWithoutOneFailedRequest() throws Exception {
        String workspace =
                "spiffe://" + Documents.TRUST_DOMAIN + "/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso";
        String sidecar = "spiffe://" + Documents.TRUST_DOMAIN + mesh.nightly().identityPath();
        try (var traffic = new Traffic(List.of(RotationIT::request, RotationIT::sql))) {
            for (String identity : List.of(workspace, sidecar)) {
                traffic.flow(SENT_MIN);
                BigInteger old = serial(identity);
                mesh.admin().post("/api/v1/certs/rotate", Map.of("identity", identity));
                assertThat(serial(identity)).isNotEqualTo(old);
                await().atMost(EFFECT_WITHIN)
                        .until(() -> served(identity, workspace).equals(serial(identity)));
                traffic.flow(SENT_MIN);
            }
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.sent()).isGreaterThanOrEqualTo(4 * SENT_MIN);
        }
    }

    @Test
    void aNodeTokenIsReplacedInItsFileWithoutARestartAndARevokedOneEndsTheStream() throws Exception {
        Sidecar sidecar = mesh.dashboards();
        var tokens = mesh.home(sidecar.proxy()).resolve("token");
        NewToken second = mesh.token(sidecar.proxy());
        long streams = connects(sidecar);
        MeshUnderTest.mountToken(tokens, second);
        await().atMost(EFFECT_WITHIN)
                .until(() -> mesh.envoy(sidecar).admin().stat("sds.node-token.update_success") >= 1);

        revoke(mesh.tokenId(sidecar.proxy()));
        await().atMost(EFFECT_WITHIN).until(() -> connects(sidecar) > streams && connected(sidecar));
        assertThat(mesh.envoy(sidecar).isRunning()).isTrue();

        revoke(second.id());
        await().atMost(EFFECT_WITHIN).until(() -> !connected(sidecar));
        assertThat(SqlClient.isAllowed(sidecar.sql("contoso")))
                .as("what a proxy has goes on serving")
                .isTrue();

        MeshUnderTest.mountToken(tokens, mesh.token(sidecar.proxy()));
        await().atMost(Duration.ofSeconds(45)).until(() -> connected(sidecar));
    }

    private static void revoke(String tokenId) {
        mesh.admin().post("/api/v1/tokens/revoke", Map.of("id", tokenId));
    }

    /// As both sides see it: a proxy that reconnects with a revoked token is not connected.
    private static boolean connected(Sidecar sidecar) {
        return mesh.admin().proxy(sidecar.proxy()).path("connected").asBoolean()
                && mesh.envoy(sidecar).admin().stat("control_plane.connected_state") == 1;
    }

    /// How often this Envoy has asked for an ADS stream.
    private static long connects(Sidecar sidecar) {
        return mesh.envoy(sidecar).admin().stat("cluster.synapsemesh-xds.upstream_rq_total");
    }

    private static BigInteger serial(String identity) {
        for (var item : mesh.admin().get("/api/v1/certs").path("items")) {
            if (item.path("identity").asText().equals(identity)) {
                return new BigInteger(item.path("serial").asText(), 16);
            }
        }
        throw new IllegalStateException("no certificate of " + identity);
    }

    /// The serial of the leaf that is in use: shown by the gateway, or held by the sidecar.
    private static BigInteger served(String identity, String workspace) throws IOException {
        if (identity.equals(workspace)) {
            return Certificates.served(mesh.gatewayPort(), HOST).getSerialNumber();
        }
        var certs = mesh.envoy(mesh.nightly()).admin().get("/certs");
        var json = new com.fasterxml.jackson.databind.json.JsonMapper().readTree(certs);
        for (var certificate : json.path("certificates")) {
            for (var leaf : certificate.path("cert_chain")) {
                if (leaf.path("subject_alt_names").toString().contains(identity)) {
                    return new BigInteger(leaf.path("serial_number").asText(), 16);
                }
            }
        }
        throw new IOException("the sidecar holds no certificate of " + identity);
    }

    private static void request() throws IOException {
        try (var client = DevClient.connect(
                Certificates.trusting(mesh.clientCa()), mesh.nightly().dev("contoso"), HOST)) {
            for (int i = 0; i < 5; i++) {
                var answer = client.send(
                        Request.get(PIPELINES).with(people.synapse()).with(people.meshToken(Documents.ANALYSTS)));
                if (answer.status() != 200) {
                    throw new IOException("status " + answer.status() + " " + answer.body());
                }
            }
        }
    }

    /// A new connection each time: a handshake with whatever leaf there is.
    private static void sql() throws IOException {
        try (var client = SqlClient.connect(mesh.nightly().sql("contoso"))) {
            if (!client.isOpen()) {
                throw new IOException("closed after PRELOGIN");
            }
        }
    }
}
