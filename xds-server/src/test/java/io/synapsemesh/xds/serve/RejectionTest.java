package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.endpoints;
import static io.synapsemesh.xds.serve.World.extension;
import static io.synapsemesh.xds.serve.World.listener;
import static io.synapsemesh.xds.serve.World.route;
import static io.synapsemesh.xds.serve.World.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// NACKs: parked, traced, never looped; what was good before is served on.
final class RejectionTest {
    private static final Origin POLICY =
            Origin.of(new DocumentRef("SynapseAccessPolicy", "analytics", "sql-for-bi"), 3);
    private final Mesh mesh = new Mesh();

    @AfterEach
    void close() {
        mesh.close();
    }

    static Stream<Arguments> everyTypeOverBoth() {
        return Stream.of(
                        cluster("x", 1),
                        endpoints("x", 1),
                        listener("x", 1),
                        route("x", 1),
                        secret("x", "chain", "key"),
                        extension("x", 1))
                .flatMap(resource -> Stream.of(Transport.values()).map(t -> Arguments.of(resource, t)));
    }

    @ParameterizedTest
    @MethodSource("everyTypeOverBoth")
    void whatWasRefusedIsNotSentAgain(Resource resource, Transport transport) {
        mesh.publish(resource);
        try (var client = mesh.connect(transport).subscribe(resource.type(), "x")) {
            client.nack(client.next(resource.type()), "bad").hearsNothing();
            mesh.publish(resource, route("unrelated", 1));
            client.hearsNothing();
            assertThat(mesh.events(Event.Nacked.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.resource()).isEqualTo("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheNamedClusterIsParkedAndTheGoodOnesCountAsTaken(Transport transport) {
        mesh.publish(cluster("bad", 1), cluster("good", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.CLUSTER)) {
            client.nack(client.next(TypeUrl.CLUSTER), "Error adding/updating cluster(s) bad: no such thing");
            client.hearsNothing();
            assertThat(mesh.acked.lastAcked(GATEWAY, TypeUrl.CLUSTER, "good")).isNotNull();
            assertThat(mesh.acked.lastAcked(GATEWAY, TypeUrl.CLUSTER, "bad")).isNull();
            mesh.publish(cluster("bad", 1), cluster("good", 2));
            Reply next = client.nextAcked(TypeUrl.CLUSTER);
            assertThat(next.names()).containsExactly("good");
            mesh.publish(cluster("bad", 2), cluster("good", 2));
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).contains("bad");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGoodPartOfARefusedRouteBatchIsSentAgain(Transport transport) {
        mesh.publish(route("bad", 1), route("good", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "bad", "good")) {
            client.nack(client.next(TypeUrl.ROUTE), "bad: unknown filter");
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("good");
            client.hearsNothing();
        }
    }

    @Test
    void aRemovalRefusedTogetherWithBadContentIsToldAgainWithoutIt() {
        mesh.publish(route("a", 1), route("gone", 1));
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.ROUTE, "a", "gone")) {
            client.nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("a", 2));
            Reply both = client.next(TypeUrl.ROUTE);
            assertThat(both.removed()).containsExactly("gone");
            client.nack(both, "a: bad");
            Reply again = client.next(TypeUrl.ROUTE);
            assertThat(again.names()).isEmpty();
            assertThat(again.removed()).containsExactly("gone");
            client.nack(again, "still bad").hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalThatNamesNothingIsFoundOneByOne(Transport transport) {
        mesh.publish(listener("a", 1), listener("b", 1).from(POLICY), listener("c", 1), listener("d", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
            client.nack(client.next(TypeUrl.LISTENER), "something is wrong");
            while (true) {
                List<Reply> heard = client.untilNow();
                if (heard.isEmpty()) {
                    break;
                }
                assertThat(heard).hasSize(1);
                Reply probe = heard.getFirst();
                if (probe.names().contains("b")) {
                    client.nack(probe, "something is wrong");
                } else {
                    client.ack(probe);
                }
            }
            assertThat(client.state(TypeUrl.LISTENER).keySet()).containsExactly("a", "c", "d");
            assertThat(mesh.events(Event.Nacked.class).getLast()).satisfies(event -> {
                assertThat(event.resource()).isEqualTo("b");
                assertThat(event.document()).contains(POLICY);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProxyThatConnectsLaterGetsWhatWasAckedLast(Transport transport) {
        Resource good = listener("l", 1);
        mesh.publish(good);
        try (var client = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
            client.nextAcked(TypeUrl.LISTENER);
            mesh.publish(listener("l", 2));
            client.nack(client.next(TypeUrl.LISTENER), "l: bad").hearsNothing();
            try (var later = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
                assertThat(later.nextAcked(TypeUrl.LISTENER).resources()).containsEntry("l", good.versionText());
                later.hearsNothing();
                mesh.publish(listener("l", 3));
                later.nextAcked(TypeUrl.LISTENER);
                client.nextAcked(TypeUrl.LISTENER);
                assertThat(later.state(TypeUrl.LISTENER)).isEqualTo(mesh.view(TypeUrl.LISTENER));
                assertThat(client.state(TypeUrl.LISTENER)).isEqualTo(mesh.view(TypeUrl.LISTENER));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFreshProxyThatRefusesGetsWhatWasAckedLast(Transport transport) {
        Resource good = route("r", 1);
        mesh.acked.acked(GATEWAY, good);
        mesh.publish(route("r", 2));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "r")) {
            client.nack(client.next(TypeUrl.ROUTE), "r: bad");
            assertThat(client.nextAcked(TypeUrl.ROUTE).resources()).containsEntry("r", good.versionText());
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentASiblingTookIsServedThoughAnotherRefusedIt(Transport transport) {
        mesh.publish(route("r", 1));
        try (var refusing = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "r");
                var taking = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "r")) {
            refusing.nack(refusing.next(TypeUrl.ROUTE), "r: too old for this").hearsNothing();
            taking.nextAcked(TypeUrl.ROUTE);
            taking.hearsNothing();
            try (var later = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "r")) {
                assertThat(later.nextAcked(TypeUrl.ROUTE).resources()).isEqualTo(mesh.view(TypeUrl.ROUTE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedTighteningBecomesItsFallbackAndNeverTheWiderContent(Transport transport) {
        Resource wide = extension("rbac", 1);
        Resource denyAll = extension("rbac", 99);
        mesh.publish(wide);
        try (var client = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
            client.nextAcked(TypeUrl.EXTENSION_CONFIG);
            mesh.publish(extension("rbac", 2).orElse(denyAll));
            client.nack(client.next(TypeUrl.EXTENSION_CONFIG), "rbac: bad");
            assertThat(client.nextAcked(TypeUrl.EXTENSION_CONFIG).resources())
                    .containsEntry("rbac", denyAll.versionText());
            client.hearsNothing();
            try (var later = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
                assertThat(later.nextAcked(TypeUrl.EXTENSION_CONFIG).resources())
                        .containsEntry("rbac", denyAll.versionText());
            }
            // Not even the next refusal opens it again: deny-all was taken last.
            mesh.publish(extension("rbac", 3));
            client.nack(client.next(TypeUrl.EXTENSION_CONFIG), "rbac: bad").hearsNothing();
            assertThat(client.state(TypeUrl.EXTENSION_CONFIG)).containsEntry("rbac", denyAll.versionText());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTighteningASiblingTookIsServedItselfNotItsFallback(Transport transport) {
        Resource tight = extension("rbac", 2);
        mesh.publish(tight.orElse(extension("rbac", 99)));
        try (var refusing = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac");
                var taking = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
            // Both were offered it before one of them refused: whoever asks later is spared it.
            var offered = taking.next(TypeUrl.EXTENSION_CONFIG);
            refusing.nack(refusing.next(TypeUrl.EXTENSION_CONFIG), "no");
            taking.ack(offered).hearsNothing();
            try (var later = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
                assertThat(later.nextAcked(TypeUrl.EXTENSION_CONFIG).resources())
                        .containsEntry("rbac", tight.versionText());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedFallbackIsNotLoopedEither(Transport transport) {
        mesh.publish(extension("rbac", 2).orElse(extension("rbac", 99)));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.EXTENSION_CONFIG, "rbac")) {
            client.nack(client.next(TypeUrl.EXTENSION_CONFIG), "no");
            client.nack(client.next(TypeUrl.EXTENSION_CONFIG), "no").hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStaleNackChangesNothing(Transport transport) {
        mesh.publish(route("r", 1));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.ROUTE, "r")) {
            Reply first = client.nextAcked(TypeUrl.ROUTE);
            mesh.publish(route("r", 2));
            Reply second = client.next(TypeUrl.ROUTE);
            client.nack(first, "r: late").ack(second).hearsNothing();
            assertThat(mesh.events(Event.Nacked.class)).isEmpty();
            assertThat(mesh.acked.lastAcked(GATEWAY, TypeUrl.ROUTE, "r"))
                    .extracting(Resource::version)
                    .isEqualTo(route("r", 2).version());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theStateNamesTheResourceItsDocumentAndTheProxysWords(Transport transport) {
        mesh.publish(listener("l", 1).from(POLICY));
        try (var client = mesh.connect(transport).subscribe(TypeUrl.LISTENER)) {
            client.nack(client.next(TypeUrl.LISTENER), "bad\nline " + "x".repeat(5000))
                    .hearsNothing();
            ProxyState.OfType listeners = type(TypeUrl.LISTENER);
            assertThat(listeners.state()).isEqualTo(ProxyState.Sync.REJECTED);
            assertThat(listeners.reject()).hasValueSatisfying(reject -> {
                assertThat(reject.resource()).isEqualTo("l");
                assertThat(reject.document()).contains(POLICY);
                assertThat(reject.message()).hasSize(1024).startsWith("bad line xxx");
            });
        }
    }

    @Test
    void theStateTellsSyncedStaleAndNotSent() {
        mesh.publish(cluster("c", 1), route("r", 1));
        assertThat(mesh.ads.proxies())
                .singleElement()
                .satisfies(absent -> assertThat(absent.connected()).isFalse());
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.CLUSTER)) {
            Reply reply = client.next(TypeUrl.CLUSTER);
            assertThat(type(TypeUrl.CLUSTER).state()).isEqualTo(ProxyState.Sync.STALE);
            assertThat(type(TypeUrl.ROUTE).state()).isEqualTo(ProxyState.Sync.NOT_SENT);
            client.ack(reply).hearsNothing();
            ProxyState.OfType clusters = type(TypeUrl.CLUSTER);
            assertThat(clusters.state()).isEqualTo(ProxyState.Sync.SYNCED);
            assertThat(clusters.lastAck()).contains(mesh.timers.now());
            assertThat(clusters.resources()).isEqualTo(1);
            assertThat(mesh.events(Event.Acked.class)).singleElement().satisfies(event -> {
                assertThat(event.proxy()).isEqualTo("mesh/gw1");
                assertThat(event.version()).isEqualTo(clusters.version());
            });
        }
    }

    @Test
    void aNameIsReadFromTheTextOnlyAsAWord() {
        List<Resource> sent = List.of(cluster("a", 1), cluster("a-b", 1), cluster("cluster", 1));
        assertThat(Rejection.named("Error adding/updating cluster(s) a-b: missing cluster", sent))
                .isEqualTo(Set.of("a-b"));
        assertThat(Rejection.named("Error: a: x\na-b: y", sent)).isEqualTo(Set.of("a", "a-b"));
        assertThat(Rejection.named("bad thing 'a-b'", sent)).isEqualTo(Set.of("a-b"));
        assertThat(Rejection.named("nothing named", sent)).isEmpty();
    }

    private ProxyState.OfType type(TypeUrl type) {
        return mesh.ads.proxies().stream()
                .flatMap(proxy -> proxy.types().stream())
                .filter(state -> state.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
