package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.render.ConnectionAge;
import java.io.IOException;
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
        try (var held = LongLived.connections(mesh, people)) {
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
        assertThat(LongLived.metrics(mesh).lines())
                .as("the control plane counted them from Envoy's live log")
                .anyMatch(line -> line.matches(Metrics.FLOWS_SURVIVING + " [1-9].*"));
    }

    private static long replacedSince(Instant start) throws IOException {
        return CarriedIdentities.replaced(mesh.data().resolve("audit")).values().stream()
                .filter(start::isBefore)
                .count();
    }
}
