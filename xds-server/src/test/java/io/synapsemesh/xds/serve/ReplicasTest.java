package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `MeshProxy.replicas`: how many streams one proxy may have, whatever transport they speak.
final class ReplicasTest {
    private final Mesh mesh = new Mesh();

    @BeforeEach
    void declareOne() {
        declare(1);
        mesh.publish(cluster("a", 1));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneMoreThanDeclaredIsRefusedAndSaidSo(Transport transport) {
        try (var first = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            first.nextAcked(TypeUrl.CLUSTER);
            try (var second = mesh.connect(transport)) {
                Status ended = second.ended();
                assertThat(ended.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(ended.getDescription()).contains("SYN0705", "mesh/gw1", "Fix:");
            }
            first.hearsNothing();
        }
        assertThat(mesh.count(Metrics.XDS_STREAMS_REFUSED, "replicas")).isEqualTo(1);
        assertThat(mesh.events(Event.Login.class)).singleElement().satisfies(login -> {
            assertThat(login.proxy()).isEqualTo("mesh/gw1");
            assertThat(login.reason()).isEqualTo("TooManyReplicas");
            assertThat(login.admitted()).isFalse();
        });
    }

    @Test
    void aPlaceThatIsFreeAgainIsTaken() {
        mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER).close();
        Awaitility.await().untilAsserted(() -> {
            try (var next = mesh.connect(Transport.SOTW).subscribe(TypeUrl.CLUSTER)) {
                assertThat(next.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("a");
            }
        });
    }

    @Test
    void theReplicasOfAnotherProxyAreItsOwn() {
        try (var gateway = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            gateway.nextAcked(TypeUrl.CLUSTER);
            mesh.publish(next -> next.put(World.SIDECAR, cluster("b", 1)));
            try (var sidecar = mesh.connectSidecar(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
                assertThat(sidecar.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("b");
            }
        }
    }

    @Test
    void fewerReplicasThanAreConnectedEndThem() {
        declare(2);
        try (var one = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER);
                var two = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            one.nextAcked(TypeUrl.CLUSTER);
            two.nextAcked(TypeUrl.CLUSTER);
            assertThat(mesh.ads.limitReplicas(GATEWAY, 2)).isZero();

            assertThat(mesh.ads.limitReplicas(GATEWAY, 1)).isEqualTo(2);
            assertThat(one.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(two.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private void declare(int replicas) {
        mesh.credentials.put(
                Mesh.GATEWAY_TOKEN,
                new Authentication.Authenticated(
                        SpiffeId.parse("spiffe://demo.invalid/ns/mesh/sa/gw1"),
                        GATEWAY,
                        mesh.timers.now().plus(Duration.ofHours(1)),
                        "token-of-gw1",
                        Authentication.Place.ONE_ADDRESS,
                        Optional.of(replicas)));
    }
}
