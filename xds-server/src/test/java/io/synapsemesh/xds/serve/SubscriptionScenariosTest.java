package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.endpoints;
import static io.synapsemesh.xds.serve.World.listener;
import static io.synapsemesh.xds.serve.World.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The scenarios of the public xDS conformance harness (wildcard, missing, removed, unsubscribed, several types
/// on one stream) and what the protocol text says beyond them.
final class SubscriptionScenariosTest {
    private final Mesh mesh = new Mesh();

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void wildcardGetsEverythingThenWhatChanges(Transport transport) {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).resources()).isEqualTo(mesh.view(TypeUrl.CLUSTER));
            mesh.publish(cluster("a", 2), cluster("b", 1), cluster("c", 1));
            Reply change = client.nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER)).isEqualTo(mesh.view(TypeUrl.CLUSTER));
            if (transport == Transport.DELTA) {
                assertThat(change.names()).containsExactly("a", "c");
            }
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void explicitWildcardWorksForEveryType(Transport transport) {
        mesh.publish(route("a", 1), route("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "*")) {
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("a", "b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyFirstRequestForRoutesIsNoWildcard(Transport transport) {
        mesh.publish(route("a", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE)) {
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameCreatedLaterIsSent(Transport transport) {
        mesh.publish(route("a", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "a", "later")) {
            client.nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("a", 1), route("later", 1));
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).contains("later");
            client.hearsNothing();
        }
    }

    @Test
    void aMissingNameAskedForLaterIsToldToo() {
        mesh.publish(route("a", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.ROUTE, "a")) {
            client.nextAcked(TypeUrl.ROUTE);
            client.subscribe(TypeUrl.ROUTE, "missing");
            assertThat(client.nextAcked(TypeUrl.ROUTE).removed()).containsExactly("missing");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRemovedResourceIsTold(Transport transport) {
        mesh.publish(listener("a", 1), listener("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
            client.nextAcked(TypeUrl.LISTENER);
            mesh.publish(listener("b", 1));
            client.nextAcked(TypeUrl.LISTENER);
            assertThat(client.state(TypeUrl.LISTENER)).isEqualTo(mesh.view(TypeUrl.LISTENER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnsubscribedNameIsHeardOfNoMore(Transport transport) {
        mesh.publish(route("a", 1), route("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "a", "b")) {
            client.nextAcked(TypeUrl.ROUTE);
            client.unsubscribe(TypeUrl.ROUTE, "a").hearsNothing();
            mesh.publish(route("a", 2), route("b", 1));
            client.hearsNothing();
            mesh.publish(route("a", 2), route("b", 2));
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameSubscribedAgainIsSentAgain(Transport transport) {
        mesh.publish(route("a", 1), route("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "a", "b")) {
            client.nextAcked(TypeUrl.ROUTE);
            client.unsubscribe(TypeUrl.ROUTE, "a").hearsNothing();
            client.subscribe(TypeUrl.ROUTE, "a");
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).contains("a");
        }
    }

    @Test
    void aNameListedAgainInDeltaIsAnsweredThoughUnchanged() {
        mesh.publish(route("a", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.ROUTE, "a")) {
            client.nextAcked(TypeUrl.ROUTE);
            client.subscribe(TypeUrl.ROUTE, "a");
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavingTheWildcardKeepsTheNames(Transport transport) {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER, "*", "a")) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("a", "b");
            client.unsubscribe(TypeUrl.CLUSTER, "*").hearsNothing();
            mesh.publish(cluster("a", 1), cluster("b", 2));
            client.hearsNothing();
            mesh.publish(cluster("a", 2), cluster("b", 2));
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource
    void comingBackToTheWildcardGetsEverything(Transport transport) {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER, "*", "a")) {
            client.nextAcked(TypeUrl.CLUSTER);
            client.unsubscribe(TypeUrl.CLUSTER, "*").hearsNothing();
            client.subscribe(TypeUrl.CLUSTER, "*");
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).contains("b");
        }
    }

    @Test
    void unsubscribingANameUnderAWildcardTellsWhetherItIsStillCovered() {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER, "*", "a", "missing")) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).removed()).containsExactly("missing");
            client.unsubscribe(TypeUrl.CLUSTER, "a", "missing");
            Reply told = client.nextAcked(TypeUrl.CLUSTER);
            assertThat(told.names()).containsExactly("a");
            assertThat(told.removed()).containsExactly("missing");
        }
    }

    @Test
    void deltaKeepsTheLegacyWildcardBesideNames() {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            client.nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.CLUSTER, "a").nextAcked(TypeUrl.CLUSTER);
            mesh.publish(cluster("a", 1), cluster("b", 2));
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("b");
        }
    }

    @Test
    void stateOfTheWorldEndsTheLegacyWildcardWithTheFirstName() {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(Transport.SOTW).subscribe(TypeUrl.CLUSTER)) {
            client.nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.CLUSTER, "a");
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("a");
            mesh.publish(cluster("a", 1), cluster("b", 2));
            client.hearsNothing();
            client.unsubscribe(TypeUrl.CLUSTER, "a").hearsNothing();
            mesh.publish(cluster("a", 2), cluster("b", 2));
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalTypesShareAStreamAndDoNotMix(Transport transport) {
        mesh.publish(cluster("c", 1), endpoints("e", 1), listener("l", 1), route("r", 1));
        try (var client = mesh.connect(transport)) {
            client.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            client.subscribe(TypeUrl.ENDPOINT, "e").nextAcked(TypeUrl.ENDPOINT);
            client.subscribe(TypeUrl.LISTENER).nextAcked(TypeUrl.LISTENER);
            client.subscribe(TypeUrl.ROUTE, "r").nextAcked(TypeUrl.ROUTE);
            client.hearsNothing();
            mesh.publish(cluster("c", 1), endpoints("e", 2), listener("l", 1), route("r", 1));
            assertThat(client.untilNow()).singleElement().satisfies(reply -> {
                assertThat(reply.type()).isEqualTo(TypeUrl.ENDPOINT);
                client.ack(reply);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstRequestOfEachTypeIsAnsweredThoughNothingChanged(Transport transport) {
        mesh.publish(endpoints("e", 1));
        for (int connection = 0; connection < 2; connection++) {
            try (var client = mesh.connect(transport).subscribe(TypeUrl.ENDPOINT, "e")) {
                assertThat(client.nextAcked(TypeUrl.ENDPOINT).names()).containsExactly("e");
            }
        }
    }

    @Test
    void aReconnectWithEverythingUnchangedIsAnsweredWithNothing() {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribeAgain(TypeUrl.CLUSTER, mesh.view(TypeUrl.CLUSTER));
            Reply reply = client.nextAcked(TypeUrl.CLUSTER);
            assertThat(reply.names()).isEmpty();
            assertThat(reply.removed()).isEmpty();
        }
    }

    @Test
    void aReconnectResendsWhatItNamesThoughUnchanged() {
        mesh.publish(route("a", 1));
        try (var client = mesh.connect(Transport.DELTA)) {
            client.subscribeAgain(TypeUrl.ROUTE, mesh.view(TypeUrl.ROUTE), "a");
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("a");
        }
    }

    @Test
    void aReconnectToARestartedServerResendsNothingUnchanged() {
        Resource[] world = {cluster("a", 1), cluster("b", 1)};
        mesh.publish(world);
        Map<String, String> kept = mesh.view(TypeUrl.CLUSTER);
        try (var restarted = new Mesh()) {
            restarted.publish(cluster("a", 1), cluster("b", 1));
            try (var client = restarted.connect(Transport.DELTA)) {
                client.subscribeAgain(TypeUrl.CLUSTER, kept);
                assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).isEmpty();
            }
        }
    }

    @Test
    void theOriginTravelsInTheMetadataAndNotInTheVersion() {
        var origin = Origin.of(new DocumentRef("SynapseAccessPolicy", "analytics", "sql-for-bi"), 7);
        Resource plain = route("r", 1);
        mesh.publish(plain.from(origin));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.ROUTE, "r")) {
            Reply reply = client.nextAcked(TypeUrl.ROUTE);
            assertThat(reply.resources()).containsEntry("r", plain.versionText());
            String metadata = reply.metadata().toString();
            assertThat(metadata).contains("synapsemesh", "sql-for-bi", "number_value: 7.0");
            mesh.publish(plain.from(Origin.of(origin.document(), 8)));
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsOfOneProxyShareItsView(Transport transport) {
        mesh.publish(cluster("a", 1));
        try (var one = mesh.connect(transport).subscribe(TypeUrl.CLUSTER);
                var two = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            one.nextAcked(TypeUrl.CLUSTER);
            two.nextAcked(TypeUrl.CLUSTER);
            mesh.publish(cluster("a", 2));
            assertThat(one.nextAcked(TypeUrl.CLUSTER).resources()).isEqualTo(mesh.view(TypeUrl.CLUSTER));
            assertThat(two.nextAcked(TypeUrl.CLUSTER).resources()).isEqualTo(mesh.view(TypeUrl.CLUSTER));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotThatDoesNotFollowIsComparedNameByName(Transport transport) {
        mesh.publish(cluster("a", 1), cluster("b", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            client.nextAcked(TypeUrl.CLUSTER);
            var skipped = mesh.snapshot().next().put(GATEWAY, cluster("a", 2)).build();
            mesh.ads.publish(skipped.next().put(GATEWAY, cluster("c", 1)).build());
            client.nextAcked(TypeUrl.CLUSTER);
            assertThat(client.state(TypeUrl.CLUSTER)).isEqualTo(mesh.view(TypeUrl.CLUSTER));
        }
    }
}
