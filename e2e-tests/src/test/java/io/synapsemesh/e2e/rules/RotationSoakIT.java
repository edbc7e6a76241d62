package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Leaves and roots are replaced over and over under traffic, and nothing fails. `make test` runs it short; `make soak`
/// runs the whole and writes the figures.
final class RotationSoakIT {
    private static final int LEAVES = Integer.getInteger("synapsemesh.soak.leaves", 20);
    private static final int ROOTS = Integer.getInteger("synapsemesh.soak.roots", 2);
    private static final long REQUESTS = Long.getLong("synapsemesh.soak.requests", 2_000);
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(60);
    private static final String HOST = "contoso.dev.azuresynapse.net";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(RotationSoakIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void leavesAndRootsAreReplacedUnderTrafficWithoutOneFailedRequest() throws Exception {
        var roots = new RootOperator(mesh::admin);
        var identities = List.of(
                "spiffe://" + Documents.TRUST_DOMAIN + "/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso",
                "spiffe://" + Documents.TRUST_DOMAIN + mesh.nightly().identityPath(),
                "spiffe://" + Documents.TRUST_DOMAIN + mesh.dashboards().identityPath());
        var shown = new HashSet<String>();
        var rotationSeconds = new ArrayList<Double>();
        try (var traffic = new MeshTraffic(mesh, mesh.nightly(), mesh.dashboards())) {
            // As many as go with one round of rotations, for comparison.
            long pause = REQUESTS / (LEAVES + ROOTS);
            traffic.flow(REQUESTS / (ROOTS + 1));
            int failedBefore = traffic.failures().size();
            long compared = traffic.requests();

            int leaves = 0;
            for (int round = 1; round <= ROOTS; round++) {
                for (; leaves < (long) LEAVES * round / ROOTS; leaves++) {
                    mesh.admin().post("/api/v1/certs/rotate", Map.of("identity", identities.get(leaves % 3)));
                    traffic.flow(pause);
                    shown.add(Certificates.served(mesh.gatewayPort(), HOST)
                            .getSerialNumber()
                            .toString(16));
                }
                String before = roots.root();
                long begun = System.nanoTime();
                roots.start();
                roots.await(RootOperator.ACTIVATED);
                traffic.flow(pause);
                roots.retire();
                rotationSeconds.add((System.nanoTime() - begun) / 1e9);
                assertThat(roots.root()).isNotEqualTo(before);
            }
            traffic.flow(pause);
            await().atMost(EFFECT_WITHIN).until(() -> traffic.requests() >= REQUESTS);
            assertThat(traffic.failures()).isEmpty();
            assertThat(leaves).isEqualTo(LEAVES);
            assertThat(shown)
                    .as("leaves of the workspace that the gateway has shown")
                    .hasSizeGreaterThan(LEAVES / 6);
            write(traffic, compared, failedBefore, rotationSeconds);
        }
    }

    private static void write(MeshTraffic traffic, long compared, int failedBefore, List<Double> seconds)
            throws IOException {
        String name = System.getProperty("synapsemesh.soak.figures", "");
        if (name.isEmpty()) {
            return;
        }
        String of = LEAVES + " leaf and " + ROOTS + " root rotations under traffic on real Envoy";
        int failed = traffic.failures().size() - failedBefore;
        var rows = List.of(
                row(
                        of + ": failed requests, none rotated as reference",
                        "requests",
                        failed,
                        failedBefore,
                        "<= 0.0 requests",
                        failed == 0),
                row(
                        of + ": requests, none rotated as reference",
                        "requests",
                        traffic.requests() - compared,
                        compared,
                        ">= 200000.0 requests",
                        traffic.requests() >= 200_000),
                row(
                        of + ": one root rotation without the drain, slowest, fastest as reference",
                        "s",
                        Collections.max(seconds),
                        Collections.min(seconds),
                        "",
                        true));
        Path folder = Path.of(System.getProperty("synapsemesh.root"), "build", "figures");
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(name + ".json"),
                new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(rows));
    }

    private static Map<String, Object> row(
            String name, String unit, double value, double reference, String goal, boolean ok) {
        var row = new TreeMap<String, Object>(
                Map.of("name", name, "unit", unit, "value", value, "reference", reference, "ok", ok));
        if (reference != 0) {
            row.put("ratio", value / reference);
        }
        if (!goal.isEmpty()) {
            row.put("goal", goal);
        }
        return row;
    }
}
