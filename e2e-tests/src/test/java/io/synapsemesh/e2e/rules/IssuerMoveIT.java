package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A mesh moves between the embedded authority and another issuer under traffic, on real Envoy: it is a rotation of
/// roots, and nobody notices.
final class IssuerMoveIT {
    private static final long SENT_MIN = 50;
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(60);
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final String DASHBOARDS = "MeshProxy/bi/dashboards-sidecar";
    private static final String EMBEDDED = "{embedded: {rootTtl: 8760h, keyAlgorithm: EcdsaP256}}";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static RootOperator roots;

    @SuppressWarnings("NullAway.Init")
    private static OtherIssuer other;

    @SuppressWarnings("NullAway.Init")
    private MeshTraffic traffic;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(IssuerMoveIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
        roots = new RootOperator(mesh::admin);
        other = new OtherIssuer(mesh.config().resolveSibling("other-issuer"));
        other.give("/ns/mesh/sa/gateway", List.of());
        other.give(mesh.nightly().identityPath(), List.of());
        other.give(mesh.dashboards().identityPath(), List.of());
        other.give(
                "/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso",
                List.of(HOST, "contoso.sql.azuresynapse.net", "contoso-ondemand.sql.azuresynapse.net"));
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @BeforeEach
    void ask() {
        traffic = new MeshTraffic(mesh, mesh.nightly());
        traffic.flow(SENT_MIN);
    }

    @AfterEach
    void nothingFailed() {
        traffic.flow(SENT_MIN);
        traffic.close();
        assertThat(traffic.failures()).isEmpty();
        assertThat(roots.phase()).isEqualTo(RootOperator.STABLE);
        assertThat(inForce()).isEqualTo("embedded");
        assertThat(bundle()).hasSize(1).doesNotContain(other.root());
    }

    @Test
    void theMeshMovesIsRolledBackMovesAgainAndComesHomeWithoutOneFailedRequest() {
        String embedded = roots.root();
        declare(other.document());
        roots.await(RootOperator.ACTIVATED);
        assertThat(inForce()).isEqualTo("files");
        awaitServed(true);
        assertThat(bundle()).hasSize(2).contains(other.root());
        traffic.flow(SENT_MIN);

        roots.rollBack();
        roots.await(RootOperator.STABLE);
        assertThat(roots.root()).isEqualTo(embedded);
        awaitServed(false);
        assertThat(roots.item().path("issuer").path("note").asText()).contains("was rolled back");
        traffic.flow(SENT_MIN);

        roots.start();
        roots.await(RootOperator.ACTIVATED);
        awaitServed(true);
        traffic.flow(SENT_MIN);
        roots.retire();
        assertThat(bundle()).containsExactly(other.root());
        traffic.flow(SENT_MIN);

        declare(EMBEDDED);
        roots.await(RootOperator.ACTIVATED);
        awaitServed(false);
        traffic.flow(SENT_MIN);
        roots.retire();
        assertThat(roots.root()).as("a new root").isNotEqualTo(embedded);
    }

    @Test
    void aProxyThatStandsStillHoldsTheMoveAndTheDocumentTakesItBack() throws IOException {
        String embedded = roots.root();
        try (var stopped =
                StoppedProcess.stop(mesh.home(mesh.dashboards().proxy()).toString())) {
            declare(other.document());
            await().atMost(EFFECT_WITHIN)
                    .untilAsserted(() -> assertThat(roots.waiting()).containsExactly(DASHBOARDS));
            assertThat(bundle()).hasSize(2);
            assertThat(inForce()).isEqualTo("embedded");
            traffic.flow(SENT_MIN);
            assertThat(roots.phase()).isEqualTo(RootOperator.PREPARED);
            declare(EMBEDDED);
            roots.await(RootOperator.STABLE);
        }
        assertThat(roots.root()).isEqualTo(embedded);
        await().atMost(EFFECT_WITHIN)
                .until(() -> SqlClient.isAllowed(mesh.dashboards().sql("contoso")));
    }

    private static void declare(String issuer) {
        mesh.edit(Documents.TRUST).apply(text -> text.replaceAll("issuer: .*", "issuer: " + issuer));
    }

    private static String inForce() {
        return roots.item().path("issuer").path("inForce").asText();
    }

    private static List<X509Certificate> bundle() {
        return Certificates.read(mesh.controlPlane().meshBundlePem());
    }

    /// What the gateway shows to whoever connects.
    private static void awaitServed(boolean byTheOther) {
        await().atMost(EFFECT_WITHIN)
                .until(() -> Certificates.served(mesh.gatewayPort(), HOST)
                                .getIssuerX500Principal()
                                .equals(other.signer().getSubjectX500Principal())
                        == byTheOther);
    }
}
