package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// rules.md B, "The gate of a root rotation", on real Envoy and under traffic: nobody is left behind, and who does not
/// follow is named.
final class RootRotationIT {
    private static final long SENT_MIN = 50;
    /// In which an open gate is passed many times over.
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);
    private static final String DASHBOARDS = "MeshProxy/bi/dashboards-sidecar";
    private static final String REFUSING = "etl/refusing";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static RootOperator roots;

    @SuppressWarnings("NullAway.Init")
    private MeshTraffic traffic;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(RootRotationIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
        roots = new RootOperator(mesh::admin);
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
        assertThat(Certificates.read(mesh.controlPlane().meshBundlePem())).hasSize(1);
    }

    @Test
    void aRootIsReplacedUnderTraffic() {
        String old = roots.root();
        roots.start();
        roots.await(RootOperator.ACTIVATED);
        assertThat(roots.root()).isNotEqualTo(old);
        assertThat(Certificates.read(mesh.controlPlane().meshBundlePem())).hasSize(2);
        traffic.flow(SENT_MIN);
        roots.retire();
        assertThat(roots.root()).isNotEqualTo(old);
    }

    @Test
    void aProxyThatStandsStillKeepsTheGateClosedAndIsNamedAndTheRotationIsRolledBack() throws Exception {
        String old = roots.root();
        try (var stopped = stopDashboards()) {
            roots.start();
            holdsAt(DASHBOARDS);
            roots.rollBack();
            roots.await(RootOperator.STABLE);
        }
        assertThat(roots.root()).isEqualTo(old);
        await().atMost(Duration.ofSeconds(20)).until(RootRotationIT::dashboardsConnects);
    }

    @Test
    void aSkippedProxyOpensTheGateAndAnActivatedRootIsRolledBack() throws Exception {
        String old = roots.root();
        try (var stopped = stopDashboards()) {
            roots.start();
            holdsAt(DASHBOARDS);
            roots.skip(DASHBOARDS);
            roots.await(RootOperator.ACTIVATED);
        }
        await().atMost(Duration.ofSeconds(20)).until(RootRotationIT::dashboardsConnects);
        traffic.flow(SENT_MIN);
        roots.rollBack();
        roots.await(RootOperator.STABLE);
        assertThat(roots.root()).isEqualTo(old);
    }

    @Test
    void aProxyThatRefusesTheBundleKeepsTheGateClosedUntilItsDocumentGoes() throws Exception {
        var file = mesh.config().resolve("refusing.yaml");
        Files.writeString(file, """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshProxy
                metadata: {name: refusing, namespace: etl}
                spec:
                  role: Sidecar
                  identity: {serviceAccount: refusing}
                  attach: {workspaces: [{name: contoso, namespace: analytics}]}
                  listen: {address: 127.0.0.1, dev: 1, sql: 2, sqlOnDemand: 3}
                """);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> mesh.controlPlane().published().proxies().keySet().stream()
                        .anyMatch(ref -> ref.qualifiedName().equals(REFUSING)));
        try (var refusing = new RefusingProxy(
                AdsClient.withToken(
                        mesh.controlPlane().xdsPort(),
                        mesh.doorCa(),
                        mesh.token(REFUSING).text()),
                REFUSING,
                "bundle/" + Documents.TRUST_DOMAIN)) {
            refusing.awaitFirst();
            roots.start();
            holdsAt("MeshProxy/" + REFUSING);
            assertThat(refusing.refused()).isPositive();
            assertThat(roots.laggards()).containsExactly("MeshProxy/" + REFUSING);
            Files.delete(file);
            roots.await(RootOperator.ACTIVATED);
        }
        roots.retire();
    }

    /// The gate stays closed for this one alone, however long it lasts.
    private static void holdsAt(String member) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(roots.waiting()).containsExactly(member));
        await().during(LONG_ENOUGH).atMost(LONG_ENOUGH.multipliedBy(5)).untilAsserted(() -> {
            assertThat(roots.phase()).isEqualTo(RootOperator.PREPARED);
            assertThat(roots.waiting()).containsExactly(member);
        });
    }

    private static StoppedProcess stopDashboards() throws IOException {
        return StoppedProcess.stop(mesh.home(mesh.dashboards().proxy()).toString());
    }

    private static boolean dashboardsConnects() {
        return SqlClient.isAllowed(mesh.dashboards().sql("contoso"));
    }
}
