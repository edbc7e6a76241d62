package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each written bound is reached, counted, and costs the one who reached it his stream at most.
final class LimitsTest {
    private static final Limits SMALL =
            new Limits(3, 2, 4, 10, 256, 32 << 20, 10, 10, 1 << 20, Duration.ofSeconds(60), Duration.ofSeconds(5));
    private final Mesh mesh = new Mesh(SMALL, new InMemoryAckedStore());

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void streamsOfOneProxyAreBounded() {
        mesh.publish(cluster("a", 1));
        try (var one = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER);
                var two = mesh.connect(Transport.SOTW).subscribe(TypeUrl.CLUSTER)) {
            one.nextAcked(TypeUrl.CLUSTER);
            two.nextAcked(TypeUrl.CLUSTER);
            try (var three = mesh.connect(Transport.DELTA)) {
                assertThat(three.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            }
            assertThat(mesh.count(Metrics.LIMIT_REACHED, "xds-streams-per-proxy"))
                    .isEqualTo(1);
        }
        Awaitility.await().untilAsserted(() -> {
            try (var again = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
                assertThat(again.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("a");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void typesOfOneStreamAreBounded(Transport transport) {
        mesh.publish();
        try (var client = mesh.connect(transport)) {
            for (int i = 0; i < 5; i++) {
                client.subscribe(TypeUrl.parse("type.googleapis.com/some.Type" + i), "x");
            }
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(mesh.count(Metrics.LIMIT_REACHED, "xds-types")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesOfOneStreamAreBoundedOverAllTypes(Transport transport) {
        mesh.publish();
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.ROUTE, "1", "2", "3", "4", "5", "6").nextAcked(TypeUrl.ROUTE);
            client.subscribe(TypeUrl.ENDPOINT, "1", "2", "3", "4", "5");
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(mesh.count(Metrics.LIMIT_REACHED, "xds-names")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLengthOfANameIsBounded(Transport transport) {
        mesh.publish();
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.ROUTE, "x".repeat(Resource.NAME_LENGTH_MAX + 1));
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    @Test
    void whatAReconnectClaimsToHaveIsBounded() {
        mesh.publish();
        Map<String, String> have = new java.util.TreeMap<>();
        for (int i = 0; i < 11; i++) {
            have.put("n" + i, "v");
        }
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribeAgain(TypeUrl.CLUSTER, have);
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }
}
