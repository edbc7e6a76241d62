package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.listener;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.TypeUrl;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A client that does not read costs nothing, and gets the newest when it does.
final class StalledClientTest {
    private final Mesh mesh = new Mesh();

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsQueuedForAClientThatDoesNotRead(Transport transport) {
        mesh.publish(cluster("a", 1), listener("l", 1));
        try (var client = XdsClient.stalled(transport, mesh.channel(), Mesh.GATEWAY_TOKEN, "mesh/gw1")) {
            client.subscribe(TypeUrl.CLUSTER).subscribe(TypeUrl.LISTENER);
            Awaitility.await()
                    .until(() -> mesh.ads.proxies().getFirst().types().stream()
                            .anyMatch(type -> type.type().equals(TypeUrl.LISTENER)));
            for (int mark = 2; mark <= 1000; mark++) {
                mesh.publish(cluster("a", mark), listener("l", mark));
            }
            assertThat(mesh.count(Metrics.XDS_RESPONSES, "Cluster")).isZero();
            assertThat(mesh.count(Metrics.XDS_RESPONSES, "Listener")).isZero();

            client.read();
            assertThat(client.nextAcked(TypeUrl.CLUSTER).resources()).isEqualTo(mesh.view(TypeUrl.CLUSTER));
            assertThat(client.nextAcked(TypeUrl.LISTENER).resources()).isEqualTo(mesh.view(TypeUrl.LISTENER));
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatReadsAndNeverAcksIsSentOneResponseAType(Transport transport) {
        mesh.publish(cluster("a", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            client.next(TypeUrl.CLUSTER);
            for (int mark = 2; mark <= 100; mark++) {
                mesh.publish(cluster("a", mark));
            }
            client.hearsNothing();
            assertThat(mesh.count(Metrics.XDS_RESPONSES, "Cluster")).isEqualTo(1);
        }
    }
}
