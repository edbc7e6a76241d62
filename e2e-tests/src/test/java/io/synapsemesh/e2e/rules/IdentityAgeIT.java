package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.e2e.rules.DevClient.Request;
import io.synapsemesh.xds.render.ConnectionAge;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A certificate is looked at in the handshake alone: what was replaced lives on in connections that are kept. Leaves
/// live for a minute here and connections for half of it; what Envoy wrote down of each connection is held against when
/// each certificate was replaced.
final class IdentityAgeIT {
    private static final Duration LEAF = Duration.ofMinutes(1);
    private static final Duration DEADLINE =
            ConnectionAge.of(LEAF).max().plus(ConnectionAge.GRACE).plusSeconds(2);
    private static final String HOST = "contoso.dev.azuresynapse.net";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static People people;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(
                IdentityAgeIT.class,
                MeshUnderTest.Runner.PROCESS,
                new MeshUnderTest.Variation("1m", "access.log", MeshUnderTest.Plane.HERE),
                "contoso");
        people = new People(mesh.simulator());
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void noConnectionCarriesAnIdentityThatWasReplacedLongerAgoThanTheDeadline() throws Exception {
        Instant start = Instant.now();
        try (var held = new HeldConnections(List.of(
                () -> sql(mesh.nightly()), () -> sql(mesh.dashboards()), IdentityAgeIT::dev, IdentityAgeIT::dev))) {
            // Every leaf was replaced once, and then the deadline passed.
            await().atMost(LEAF.multipliedBy(2)).until(() -> replacedSince(start) >= 3);
            Instant replaced = Instant.now();
            await().atMost(DEADLINE.multipliedBy(2)).until(() -> Instant.now().isAfter(replaced.plus(DEADLINE)));
            assertThat(held.failures()).isEmpty();
            assertThat(held.lifetimes())
                    .as("connections that were ended although they were in use")
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(life -> assertThat(life).isLessThan(DEADLINE));
        }
        long lines = Files.readString(mesh.accessLog()).lines().count();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.readString(mesh.accessLog()).lines().count() > lines);
        List<CarriedIdentities.Carried> carried = CarriedIdentities.of(mesh.accessLog(), mesh.data());
        assertThat(carried).extracting(CarriedIdentities.Carried::chain).anyMatch(chain -> chain.contains("sql"));
        assertThat(carried)
                .as("survivors: requests and connections on a leaf that had been replaced")
                .anyMatch(line -> line.staleBy().isPositive());
        assertThat(carried)
                .filteredOn(line -> line.staleBy().compareTo(DEADLINE) >= 0)
                .isEmpty();
        assertThat(metrics().lines())
                .as("the control plane counted them from Envoy's live log")
                .anyMatch(line -> line.matches(Metrics.FLOWS_SURVIVING + " [1-9].*"));
    }

    private static long replacedSince(Instant start) throws IOException {
        return CarriedIdentities.replaced(mesh.data().resolve("audit")).values().stream()
                .filter(start::isBefore)
                .count();
    }

    private static String metrics() throws IOException {
        var address = URI.create("http://127.0.0.1:" + mesh.controlPlane().healthPort() + "/metrics");
        try (var stream = address.toURL().openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HeldConnections.Held sql(Sidecar sidecar) throws IOException {
        var client = SqlClient.connect(sidecar.sql("contoso"));
        return new HeldConnections.Held() {
            @Override
            public boolean use() {
                return client.isOpen();
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }

    private static HeldConnections.Held dev() throws IOException {
        var client = DevClient.connect(
                Certificates.trusting(mesh.clientCa()), mesh.nightly().dev("contoso"), HOST);
        return new HeldConnections.Held() {
            @Override
            public boolean use() {
                try {
                    return client.send(Request.get("/pipelines?api-version=2020-12-01")
                                            .with(people.synapse())
                                            .with(people.meshToken(Documents.ANALYSTS)))
                                    .status()
                            == 200;
                } catch (IOException e) {
                    return false;
                }
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
