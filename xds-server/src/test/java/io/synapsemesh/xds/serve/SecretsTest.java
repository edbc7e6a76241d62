package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.SIDECAR;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A secret is served to the proxy whose view holds it, and by no other way to anybody.
final class SecretsTest {
    private static final String KEY = "PRIVATE-KEY-OF-THE-GATEWAY";
    private final Mesh mesh = new Mesh();

    @BeforeEach
    void publish() {
        mesh.publish(next -> next.put(GATEWAY, secret("workspace", "chain", KEY))
                .put(GATEWAY, cluster("c", 1))
                .put(SIDECAR, cluster("c", 1)));
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void theOwnerGetsItAndTheGrantIsWrittenDown(Transport transport) {
        try (var client = mesh.connect(transport).subscribe(TypeUrl.SECRET, "workspace")) {
            assertThat(client.nextAcked(TypeUrl.SECRET).names()).containsExactly("workspace");
            assertThat(mesh.events(Event.SecretServed.class)).singleElement().satisfies(event -> {
                assertThat(event.granted()).isTrue();
                assertThat(event.requester().uri()).isEqualTo("spiffe://demo.invalid/ns/mesh/sa/gw1");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherProxyGetsNothingByNameAndTheRefusalIsWrittenDown(Transport transport) {
        try (var client = mesh.connectSidecar(transport).subscribe(TypeUrl.SECRET, "workspace")) {
            assertThat(client.nextAcked(TypeUrl.SECRET).names()).isEmpty();
            client.hearsNothing();
            assertThat(mesh.events(Event.SecretServed.class)).singleElement().satisfies(event -> {
                assertThat(event.granted()).isFalse();
                assertThat(event.secretName()).isEqualTo("workspace");
                assertThat(event.requester().uri()).isEqualTo("spiffe://demo.invalid/ns/etl/sa/sidecar");
            });
            assertThat(mesh.count(Metrics.XDS_REFUSED, "Secret")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void askingLaterForAnotherProxysSecretIsWrittenDownToo(Transport transport) {
        try (var client = mesh.connectSidecar(transport).subscribe(TypeUrl.SECRET, "mine")) {
            client.nextAcked(TypeUrl.SECRET);
            client.subscribe(TypeUrl.SECRET, "workspace").hearsNoResource(TypeUrl.SECRET);
            assertThat(mesh.events(Event.SecretServed.class))
                    .extracting(Event.SecretServed::secretName)
                    .containsExactly("mine", "workspace");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherProxyGetsNothingByWildcardLegacyOrExplicit(Transport transport) {
        try (var explicit = mesh.connectSidecar(transport).subscribe(TypeUrl.SECRET, "*");
                var legacy = mesh.connectSidecar(transport).subscribe(TypeUrl.SECRET)) {
            assertThat(explicit.nextAcked(TypeUrl.SECRET).names()).isEmpty();
            assertThat(legacy.nextAcked(TypeUrl.SECRET).names()).isEmpty();
        }
    }

    @Test
    void anotherProxyGetsNothingByClaimingToHaveIt() {
        try (var client = mesh.connectSidecar(Transport.DELTA)) {
            client.subscribeAgain(TypeUrl.SECRET, Map.of("workspace", "old"), "workspace");
            assertThat(client.nextAcked(TypeUrl.SECRET).names()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherProxyGetsNothingByAskingUnderAnotherType(Transport transport) {
        try (var client = mesh.connectSidecar(transport)) {
            for (TypeUrl type : TypeUrl.PUSH_ORDER) {
                client.subscribe(type, "workspace");
                assertThat(client.nextAcked(type).names()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherProxyGetsNothingByRefusingOrAfterAChange(Transport transport) {
        try (var client = mesh.connectSidecar(transport).subscribe(TypeUrl.SECRET, "workspace")) {
            client.nack(client.next(TypeUrl.SECRET), "workspace: give").hearsNothing();
            mesh.publish(next -> next.put(GATEWAY, secret("workspace", "chain2", KEY)));
            client.hearsNothing();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecretWhoseEventCannotBeKeptIsNotSent(Transport transport) {
        mesh.eventsBroken = true;
        try (var client = mesh.connect(transport).subscribe(TypeUrl.SECRET, "workspace")) {
            assertThat(client.ended().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
            assertThat(mesh.count(Metrics.XDS_RESPONSES, "Secret")).isZero();
        }
    }

    @Test
    void theStatusServiceShowsNoSecretToTheOwnerNorTheOperator() {
        try (var client = mesh.connect(Transport.DELTA).subscribe(TypeUrl.SECRET, "workspace")) {
            client.nextAcked(TypeUrl.SECRET);
            client.hearsNothing();
            for (String token : new String[] {Mesh.GATEWAY_TOKEN, Mesh.OPERATOR_TOKEN}) {
                var status = ClientStatusDiscoveryServiceGrpc.newBlockingStub(
                                XdsClient.authorized(mesh.channel(), token))
                        .fetchClientStatus(ClientStatusRequest.getDefaultInstance());
                assertThat(status.toString()).contains("workspace").doesNotContain(KEY);
            }
        }
    }
}
