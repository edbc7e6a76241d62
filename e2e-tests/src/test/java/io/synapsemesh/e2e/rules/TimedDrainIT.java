package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.render.ConnectionAge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A root that goes in its own time: nobody orders anything after the start. Connections that were opened under it live
/// on past its last leaf, are counted, and are ended by the deadline; only then does it leave the bundle. Leaves live
/// for
/// two minutes here, so connections for one.
final class TimedDrainIT {
    private static final Duration LEAF = Duration.ofMinutes(2);
    private static final Duration DRAIN = ConnectionAge.of(LEAF).max().plus(ConnectionAge.GRACE);
    /// For looks, and for Envoy's timers and log.
    private static final Duration SLACK = Duration.ofSeconds(5);

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static RootOperator roots;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(
                TimedDrainIT.class,
                MeshUnderTest.Runner.PROCESS,
                new MeshUnderTest.Variation("2m", "access.log", MeshUnderTest.Plane.HERE),
                "contoso");
        roots = new RootOperator(mesh::admin);
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void whatWasOpenedUnderTheOldRootIsCountedAndEndedByTheDeadlineAndThenTheRootGoes() throws Exception {
        String old = roots.root();
        try (var traffic = new MeshTraffic(mesh, mesh.nightly());
                var held = LongLived.connections(mesh, new People(mesh.simulator()))) {
            await().atMost(Duration.ofSeconds(30)).until(() -> held.openedBefore(Instant.now()) == 4);
            Instant asked = Instant.now();
            roots.start();
            roots.await(RootOperator.ACTIVATED);
            Instant reissued = reissued();
            assertThat(held.openedBefore(asked))
                    .as("connections that live on under a root without a leaf")
                    .isPositive();
            await().atMost(DRAIN)
                    .until(() -> LongLived.metrics(mesh)
                            .lines()
                            .anyMatch(line -> line.matches(Metrics.FLOWS_SURVIVING + " [1-9].*")));

            await().atMost(DRAIN.plus(SLACK).multipliedBy(2))
                    .until(() -> roots.phase().equals(RootOperator.STABLE));
            // The clients notice at their next use; what Envoy wrote down of the same is asked below, without a slack.
            await().alias("connections from before the last leaf of the old root was replaced")
                    .atMost(SLACK)
                    .until(() -> held.openedBefore(reissued) == 0);
            assertThat(held.failures()).isEmpty();
            assertThat(held.lifetimes()).allSatisfy(life -> assertThat(life).isLessThan(DRAIN.plus(SLACK)));
            assertThat(roots.root()).isNotEqualTo(old);
            assertThat(Certificates.read(mesh.controlPlane().meshBundlePem())).hasSize(1);

            JsonNode report = report();
            Instant ended = Instant.parse(report.path("phases").path("endedAt").asText());
            assertThat(report.path("outcome").asText()).isEqualTo("Retired");
            assertThat(report.path("oldestSurvivor").isNull()).isTrue();
            assertThat(Duration.between(reissued, ended)).isBetween(DRAIN, DRAIN.plus(SLACK));
            noneIsOlderThan(reissued, ended);
            traffic.flow(20);
            assertThat(traffic.failures()).isEmpty();
        }
    }

    private static Instant reissued() {
        await().atMost(DRAIN)
                .until(() -> roots.item().path("rotation").path("reissuedAt").isTextual());
        return Instant.parse(roots.item().path("rotation").path("reissuedAt").asText());
    }

    /// As Envoy wrote it down: what ended after the old root went carried a certificate of the new one.
    private static void noneIsOlderThan(Instant reissued, Instant ended) throws IOException {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> CarriedIdentities.of(mesh.accessLog(), mesh.data()).stream()
                                .filter(line -> line.end().isAfter(ended))
                                .count()
                        >= 10);
        var issued = CarriedIdentities.issued(mesh.data().resolve("audit"));
        var carried = CarriedIdentities.of(mesh.accessLog(), mesh.data());
        var replacedByThen = CarriedIdentities.replaced(mesh.data().resolve("audit"));
        assertThat(carried)
                .as("some lived on with a certificate of the old root")
                .anyMatch(line -> line.end().isAfter(reissued)
                        && replacedByThen
                                .getOrDefault(line.certificate(), Instant.MAX)
                                .isBefore(reissued));
        assertThat(carried)
                .filteredOn(line -> line.end().isAfter(ended))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(issued).containsKey(line.certificate()))
                .noneMatch(line -> replacedByThen
                        .getOrDefault(line.certificate(), Instant.MAX)
                        .isBefore(reissued));
    }

    /// As `certs reports` prints it, which verifies its signature.
    private static JsonNode report() throws IOException {
        var out = new ByteArrayOutputStream();
        int exit = SynapseMesh.run(
                new String[] {
                    "certs", "reports", "-o", "json", "--data-dir", mesh.data().toString()
                },
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err,
                Map.of());
        assertThat(exit).isZero();
        JsonNode items =
                new JsonMapper().readTree(out.toString(StandardCharsets.UTF_8)).path("items");
        assertThat(items).hasSize(1);
        return items.get(0).path("report");
    }
}
