package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A root rotation whose control plane is killed goes on where it was: nobody is forgotten, nothing is begun anew, and
/// nobody's request fails.
final class KilledControlPlaneIT {
    private static final long SENT_MIN = 50;
    private static final Duration BACK_WITHIN = Duration.ofSeconds(90);
    private static final String DASHBOARDS = "MeshProxy/bi/dashboards-sidecar";

    @SuppressWarnings("NullAway.Init") // set before the test
    private static MeshUnderTest mesh;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(
                KilledControlPlaneIT.class,
                MeshUnderTest.Runner.PROCESS,
                new MeshUnderTest.Variation("24h", "", MeshUnderTest.Plane.CHILD),
                "contoso");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void aRotationGoesOnAfterItsControlPlaneWasKilledInEachOfItsStates() throws Exception {
        var roots = new RootOperator(mesh::admin);
        try (var traffic = new MeshTraffic(mesh, mesh.nightly())) {
            traffic.flow(SENT_MIN);
            String old = roots.root();
            String rotation;
            try (var stopped =
                    StoppedProcess.stop(mesh.home(mesh.dashboards().proxy()).toString())) {
                roots.start();
                await().atMost(BACK_WITHIN)
                        .untilAsserted(() -> assertThat(roots.waiting()).containsExactly(DASHBOARDS));
                rotation = id(roots);
                killAndStart(traffic);
                await().atMost(BACK_WITHIN)
                        .untilAsserted(() -> assertThat(roots.waiting()).containsExactly(DASHBOARDS));
                assertThat(roots.phase()).isEqualTo(RootOperator.PREPARED);
                assertThat(id(roots)).isEqualTo(rotation);
                assertThat(roots.root()).isEqualTo(old);
            }
            roots.await(RootOperator.ACTIVATED);
            String next = roots.root();
            assertThat(next).isNotEqualTo(old);
            killAndStart(traffic);
            assertThat(roots.phase()).isEqualTo(RootOperator.ACTIVATED);
            assertThat(id(roots)).isEqualTo(rotation);
            assertThat(roots.root()).isEqualTo(next);
            roots.retire();
            killAndStart(traffic);
            assertThat(roots.phase()).isEqualTo(RootOperator.STABLE);
            assertThat(roots.root()).isEqualTo(next);
            traffic.flow(SENT_MIN);
            assertThat(traffic.failures()).isEmpty();
        }
    }

    private static void killAndStart(MeshTraffic traffic) {
        mesh.process().kill();
        traffic.flow(SENT_MIN);
        mesh.process().startAgain();
        traffic.flow(SENT_MIN);
    }

    private static String id(RootOperator roots) {
        return roots.item().path("rotation").path("id").asText();
    }
}
