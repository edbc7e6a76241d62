package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.edsCluster;
import static io.synapsemesh.xds.serve.World.endpoints;
import static io.synapsemesh.xds.serve.World.extension;
import static io.synapsemesh.xds.serve.World.listener;
import static io.synapsemesh.xds.serve.World.route;
import static io.synapsemesh.xds.serve.World.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.xds.snapshot.TypeUrl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Make before break: what is sent before what, and what waits for what.
final class OrderTest {
    private final Mesh mesh = new Mesh();

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfEverythingIsSentInPushOrder(Transport transport) {
        publishAll(1);
        try (var client = subscribedToAll(transport)) {
            publishAll(2);
            assertThat(client.untilNow()).extracting(Reply::type).containsExactlyElementsOf(TypeUrl.PUSH_ORDER);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endpointsFollowAChangedClusterThoughUnchanged(Transport transport) {
        mesh.publish(edsCluster("c", 1), endpoints("c", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ENDPOINT, "c").nextAcked(TypeUrl.ENDPOINT);
            mesh.publish(edsCluster("c", 2), endpoints("c", 1));
            List<Reply> heard = client.untilNow();
            assertThat(heard).extracting(Reply::type).containsExactly(TypeUrl.CLUSTER, TypeUrl.ENDPOINT);
            assertThat(heard.getLast().names()).containsExactly("c");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClusterRemovalWaitsAMinuteForASilentRoute(Transport transport) {
        mesh.publish(cluster("old", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("r", 2));
            client.next(TypeUrl.ROUTE);
            mesh.timers.advance(Duration.ofSeconds(59));
            client.hearsNothing();
            mesh.timers.advance(Duration.ofSeconds(1));
            client.nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedRouteKeepsItsClusterForAMinute(Transport transport) {
        mesh.publish(cluster("old", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("r", 2));
            client.nack(client.next(TypeUrl.ROUTE), "r: bad").hearsNothing();
            mesh.timers.advance(Duration.ofSeconds(60));
            client.nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClusterRemovalWithoutARouteChangeGoesAtOnce(Transport transport) {
        mesh.publish(cluster("a", 1), cluster("b", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(cluster("b", 1), route("r", 1));
            client.nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER).keySet()).containsExactly("b");
        }
    }

    @Test
    void anEndpointRemovalWaitsForTheRoutesToo() {
        mesh.publish(endpoints("e", 1), route("r", 1));
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribe(TypeUrl.ENDPOINT, "e").nextAcked(TypeUrl.ENDPOINT);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("r", 2));
            Reply routes = client.next(TypeUrl.ROUTE);
            client.hearsNothing();
            client.ack(routes);
            assertThat(client.nextAcked(TypeUrl.ENDPOINT).removed()).containsExactly("e");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClusterThatComesBackWhileItsRemovalWaitsIsLeftAlone(Transport transport) {
        mesh.publish(cluster("c", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("r", 2));
            Reply routes = client.next(TypeUrl.ROUTE);
            mesh.publish(cluster("c", 1), route("r", 2));
            client.ack(routes).hearsNothing();
            mesh.timers.advance(Duration.ofMinutes(2));
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListenerRemovalNeverWaits(Transport transport) {
        mesh.publish(listener("a", 1), listener("b", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.LISTENER).nextAcked(TypeUrl.LISTENER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(listener("b", 1), route("r", 2));
            assertThat(client.untilNow()).extracting(Reply::type).containsExactly(TypeUrl.LISTENER, TypeUrl.ROUTE);
        }
    }

    @Test
    void routesAndSecretsThatGoAreToldAtOnce() {
        mesh.publish(route("r", 1), secret("s", "chain", "key"));
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            client.subscribe(TypeUrl.SECRET, "s").nextAcked(TypeUrl.SECRET);
            mesh.publish();
            assertThat(client.nextAcked(TypeUrl.ROUTE).removed()).containsExactly("r");
            assertThat(client.nextAcked(TypeUrl.SECRET).removed()).containsExactly("s");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRemovalOfAnExtensionIsNeverSent(Transport transport) {
        mesh.publish(extension("rbac", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
            client.nextAcked(TypeUrl.EXTENSION_CONFIG);
            mesh.publish();
            client.hearsNothing();
            mesh.publish(extension("rbac", 1));
            assertThat(client.nextAcked(TypeUrl.EXTENSION_CONFIG).names()).containsExactly("rbac");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingExtensionIsNotToldAsRemoved(Transport transport) {
        mesh.publish();
        try (var client = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
            assertThat(client.nextAcked(TypeUrl.EXTENSION_CONFIG).removed()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void newRoutesWaitForTheClusterThatCannotBeSentYet(Transport transport) {
        mesh.publish(cluster("a", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            Reply clusters = client.subscribe(TypeUrl.CLUSTER).next(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(cluster("a", 1), cluster("new", 1), route("r", 2));
            client.hearsNothing();
            client.ack(clusters);
            assertThat(client.untilNow()).extracting(Reply::type).containsExactly(TypeUrl.CLUSTER, TypeUrl.ROUTE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void newRoutesWaitForASilentClientFiveSecondsAtMost(Transport transport) {
        mesh.publish(cluster("a", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).next(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            mesh.publish(cluster("a", 1), cluster("new", 1), route("r", 2));
            client.hearsNothing();
            mesh.timers.advance(Duration.ofSeconds(5));
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("r");
        }
    }

    @ParameterizedTest
    @EnumSource
    void secretsAndRbacDoNotWaitForClusters(Transport transport) {
        publishAll(1);
        try (var client = subscribedToAll(transport)) {
            mesh.publish(cluster("c", 2), secret("s", "chain1", "key"), extension("x", 1));
            client.untilNow();
            mesh.publish(cluster("c", 3), secret("s", "chain2", "key"), extension("x", 2));
            assertThat(client.untilNow())
                    .extracting(Reply::type)
                    .contains(TypeUrl.SECRET, TypeUrl.EXTENSION_CONFIG)
                    .doesNotContain(TypeUrl.CLUSTER);
        }
    }

    @Test
    void aListenerRemovalDoesNotWaitForClusters() {
        mesh.publish(cluster("a", 1), listener("l", 1));
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribe(TypeUrl.CLUSTER).next(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.LISTENER).nextAcked(TypeUrl.LISTENER);
            mesh.publish(cluster("a", 2));
            assertThat(client.nextAcked(TypeUrl.LISTENER).removed()).containsExactly("l");
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesWhileAResponseIsOutstandingMeltIntoOne(Transport transport) {
        mesh.publish(cluster("a", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            Reply first = client.next(TypeUrl.CLUSTER);
            for (int mark = 2; mark < 20; mark++) {
                mesh.publish(cluster("a", mark), cluster("b", mark));
            }
            client.hearsNothing();
            client.ack(first);
            assertThat(client.nextAcked(TypeUrl.CLUSTER).resources()).isEqualTo(mesh.view(TypeUrl.CLUSTER));
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeTakenBackBeforeItWasSentIsNotSent(Transport transport) {
        mesh.publish(cluster("a", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            Reply first = client.next(TypeUrl.CLUSTER);
            mesh.publish(cluster("a", 2)).publish(cluster("a", 1));
            client.ack(first).hearsNothing();
        }
    }

    private void publishAll(int mark) {
        mesh.publish(
                cluster("c", mark),
                endpoints("e", mark),
                listener("l", mark),
                route("r", mark),
                secret("s", "chain" + mark, "key"),
                extension("x", mark));
    }

    private XdsClient subscribedToAll(Transport transport) {
        XdsClient client = mesh.connect(transport)
                .subscribe(TypeUrl.CLUSTER)
                .subscribe(TypeUrl.ENDPOINT, "e")
                .subscribe(TypeUrl.LISTENER)
                .subscribe(TypeUrl.ROUTE, "r")
                .subscribe(TypeUrl.SECRET, "s")
                .subscribe(TypeUrl.EXTENSION_CONFIG, "x");
        return client.settle();
    }
}
