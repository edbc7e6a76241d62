package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.endpoints;
import static io.synapsemesh.xds.serve.World.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a widely used cache was measured to do wrong, T1 to T13, and must not happen here.
final class MeasuredDefectsTest {
    private final Mesh mesh = new Mesh();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void t1EndpointsRefusedFiftyTimesAreSentOnce() {
        mesh.publish(endpoints("a", 1));
        try (var client = mesh.connect(Transport.DELTA)) {
            assertThat(refuseAll(client, client.subscribe(TypeUrl.ENDPOINT, "a"), TypeUrl.ENDPOINT))
                    .isEqualTo(1);
        }
    }

    @Test
    void t1bARefusedClusterIsSentAgainWhenItChanges() {
        mesh.publish(cluster("a", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            client.nack(client.next(TypeUrl.CLUSTER), "a: bad").hearsNothing();
            mesh.publish(cluster("a", 2));
            assertThat(client.nextAcked(TypeUrl.CLUSTER).resources()).isEqualTo(mesh.view(TypeUrl.CLUSTER));
        }
    }

    @Test
    void t2ClustersRefusedFiftyTimesAreSentOnceInStateOfTheWorld() {
        mesh.publish(cluster("a", 1));
        try (var client = mesh.connect(Transport.SOTW)) {
            assertThat(refuseAll(client, client.subscribe(TypeUrl.CLUSTER), TypeUrl.CLUSTER))
                    .isEqualTo(1);
        }
    }

    @Test
    void t3AReconnectIsToldWhatChangedAndWhatIsGone() {
        Resource a = cluster("a", 1);
        mesh.publish(a, cluster("b", 1));
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribeAgain(TypeUrl.CLUSTER, Map.of("a", a.versionText(), "gone", "x"));
            Reply reply = client.nextAcked(TypeUrl.CLUSTER);
            assertThat(reply.names()).containsExactly("b");
            assertThat(reply.removed()).containsExactly("gone");
            // And what was skipped is still known to be there: its removal is told.
            mesh.publish(cluster("b", 1));
            assertThat(client.nextAcked(TypeUrl.CLUSTER).removed()).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t4AnUnknownNonceIsIgnoredAndItsSubscriptionsAreNot(Transport transport) {
        mesh.publish(route("a", 1), route("b", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.ROUTE, "a").nextAcked(TypeUrl.ROUTE);
            client.subscribeWithNonce(TypeUrl.ROUTE, "never-sent", "b");
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).contains("b");
            assertThat(client.open()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void t5AnUnknownTypeIsAnsweredAndKillsNothing(Transport transport) {
        mesh.publish(cluster("a", 1));
        TypeUrl hosts = TypeUrl.parse("type.googleapis.com/envoy.config.route.v3.VirtualHost");
        try (var client = mesh.connect(transport)) {
            assertThat(client.subscribe(hosts, "x").nextAcked(hosts).names()).isEmpty();
            assertThat(client.subscribe(TypeUrl.CLUSTER)
                            .nextAcked(TypeUrl.CLUSTER)
                            .names())
                    .containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t6TheNodeIsNeededOnTheFirstMessageOnly(Transport transport) {
        mesh.publish(cluster("a", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            // The client leaves the node out after its first message.
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            assertThat(client.subscribe(TypeUrl.ROUTE, "r")
                            .nextAcked(TypeUrl.ROUTE)
                            .names())
                    .containsExactly("r");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t7ANamedSubscriptionToClustersGetsThatNameOnly(Transport transport) {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER, "a")) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("a");
        }
    }

    @Test
    void t8AMissingNameIsToldAndRemembered() {
        mesh.publish(endpoints("other", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.ENDPOINT, "later")) {
            assertThat(client.nextAcked(TypeUrl.ENDPOINT).removed()).containsExactly("later");
            mesh.publish(endpoints("later", 1));
            assertThat(client.nextAcked(TypeUrl.ENDPOINT).names()).containsExactly("later");
        }
    }

    @ParameterizedTest
    @EnumSource
    void t10AReplacedClusterGoesOnlyAfterTheRouteIsAcked(Transport transport) {
        mesh.publish(cluster("old", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(cluster("new", 1), route("r", 2));

            client.nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER).keySet()).containsExactly("new", "old");
            Reply routes = client.next(TypeUrl.ROUTE);
            client.hearsNothing();
            assertThat(client.state(TypeUrl.CLUSTER).keySet()).contains("old");
            client.ack(routes).nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER).keySet()).containsExactly("new");
        }
    }

    @Test
    void t11AChangeTouchesOnlyTheStreamsThatWatchIt() {
        mesh.publish(next -> {
            IntStream.range(0, 1000).forEach(i -> next.put(GATEWAY, cluster("c" + i, 1)));
            next.put(World.SIDECAR, cluster("own", 1));
        });
        try (var gateway = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER);
                var sidecar = mesh.connectSidecar(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            assertThat(gateway.nextAcked(TypeUrl.CLUSTER).names()).hasSize(1000);
            sidecar.nextAcked(TypeUrl.CLUSTER);
            mesh.publish(next -> next.put(GATEWAY, cluster("c7", 2)));
            assertThat(mesh.snapshot().changes().byView())
                    .isEqualTo(Map.of(GATEWAY, Map.of(TypeUrl.CLUSTER, java.util.Set.of("c7"))));
            assertThat(gateway.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("c7");
            sidecar.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void t12AnEmptyWildcardIsAnswered(Transport transport) {
        mesh.publish();
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void t13ResponsesNameTheControlPlane(Transport transport) {
        mesh.publish(cluster("a", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).controlPlane()).isEqualTo("test-control-plane");
        }
    }

    /// Refuses whatever comes, up to fifty times.
    private static int refuseAll(XdsClient client, XdsClient subscribed, TypeUrl type) {
        List<Reply> heard = new ArrayList<>(List.of(subscribed.next(type)));
        Reply last = heard.getFirst();
        for (int i = 0; i < 50; i++) {
            client.nack(last, "no");
            List<Reply> more = client.untilNow();
            heard.addAll(more);
            if (!more.isEmpty()) {
                last = more.getLast();
            }
        }
        return heard.size();
    }
}
