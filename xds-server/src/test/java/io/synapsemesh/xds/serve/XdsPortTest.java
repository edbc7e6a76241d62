package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.SIDECAR;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.grpc.Attributes;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real port: TLS, certificates, flow control, message sizes.
final class XdsPortTest {
    @TempDir
    private static Path directory = Path.of("");

    private final Mesh mesh = new Mesh();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final TestCertificates server = TestCertificates.of(directory, "control-plane", "dns:localhost");
    private final TestCertificates gateway =
            TestCertificates.of(directory, "gw1", "uri:spiffe://demo.invalid/ns/mesh/sa/gw1");
    private final TestCertificates sidecar =
            TestCertificates.of(directory, "sidecar", "uri:spiffe://demo.invalid/ns/etl/sa/sidecar");
    private Server port = start();

    private Server start() {
        return XdsPort.server(
                new InetSocketAddress("localhost", 0),
                XdsPort.tls(server.keys(), TestCertificates.trusting(gateway, sidecar)),
                mesh.ads.services(),
                Limits.standard(),
                XdsPort.Connections.standard());
    }

    @BeforeEach
    void startPort() throws Exception {
        port.start();
        mesh.publish(next -> next.put(GATEWAY, cluster("gateway-only", 1)).put(SIDECAR, cluster("sidecar-only", 1)));
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        port.shutdownNow();
        mesh.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateNamesItsProxy(Transport transport) throws Exception {
        try (var client = connect(transport, gateway, "", "mesh/gw1").subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("gateway-only");
        }
    }

    @Test
    void aCertificateDoesNotOpenAnotherProxysView() throws Exception {
        try (var client = connect(Transport.DELTA, sidecar, "", "mesh/gw1").subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void aTokenWorksWithoutACertificate() throws Exception {
        try (var client = connect(Transport.DELTA, null, Mesh.SIDECAR_TOKEN, "etl/sidecar")
                .subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.nextAcked(TypeUrl.CLUSTER).names()).containsExactly("sidecar-only");
        }
    }

    @Test
    void neitherCertificateNorTokenIsRefused() throws Exception {
        try (var client = connect(Transport.DELTA, null, "", "mesh/gw1")) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void aCertificateNobodySignedForUsIsRefusedInTheHandshake() throws Exception {
        var stranger = TestCertificates.of(directory, "stranger", "uri:spiffe://demo.invalid/ns/mesh/sa/gw1");
        try (var client = connect(Transport.DELTA, stranger, "", "mesh/gw1").subscribe(TypeUrl.CLUSTER)) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void plaintextIsRefused() {
        ManagedChannel channel = keep(NettyChannelBuilder.forAddress("localhost", port.getPort())
                .usePlaintext()
                .build());
        try (var client = XdsClient.connect(Transport.DELTA, channel, Mesh.GATEWAY_TOKEN, "mesh/gw1")) {
            assertThat(client.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    /// The first call of an address is told of; what else it opens from there is not.
    @Test
    void aNodeTokenInUseFromASecondAddressRaisesOneAlarm() throws Exception {
        mesh.credentials.put(
                "a-node-token",
                new Authentication.Authenticated(
                        SpiffeId.parse("spiffe://demo.invalid/ns/mesh/sa/gw1"),
                        GATEWAY,
                        mesh.timers.now().plus(Duration.ofHours(1)),
                        "token-1",
                        Authentication.Place.ONE_ADDRESS,
                        Optional.empty()));
        try (var one = tokenFrom("127.0.0.1");
                var two = tokenFrom("127.0.0.1")) {
            one.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            two.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            assertThat(mesh.count(Metrics.XDS_ALARMS, "second-address")).isZero();
            try (var thief = tokenFrom("127.0.0.2");
                    var again = tokenFrom("127.0.0.2")) {
                thief.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
                again.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
            }
            assertThat(mesh.events(Event.Login.class)).singleElement().satisfies(login -> {
                assertThat(login.reason()).isEqualTo("SecondAddress");
                assertThat(login.address()).contains("127.0.0.2");
                assertThat(login.credential()).isEqualTo("token-1");
                assertThat(login.admitted()).isTrue();
            });
            assertThat(mesh.count(Metrics.XDS_ALARMS, "second-address")).isEqualTo(1);
        }
    }

    @Test
    void aNodeTokenThatMovesRaisesNone() throws Exception {
        aNodeTokenInUseFromASecondAddressRaisesOneAlarm();
        Awaitility.await().until(() -> mesh.ads.proxies().stream().noneMatch(ProxyState::connected));
        try (var moved = tokenFrom("127.0.0.3").subscribe(TypeUrl.CLUSTER)) {
            moved.nextAcked(TypeUrl.CLUSTER);
            assertThat(mesh.count(Metrics.XDS_ALARMS, "second-address")).isEqualTo(1);
        }
    }

    @Test
    void aCertificateAtTwoAddressesIsTwoReplicas() throws Exception {
        try (var one = connect(Transport.DELTA, gateway, "", "mesh/gw1").subscribe(TypeUrl.CLUSTER);
                var two = XdsClient.connect(Transport.DELTA, channel(gateway, "127.0.0.2"), "", "mesh/gw1")
                        .subscribe(TypeUrl.CLUSTER)) {
            one.nextAcked(TypeUrl.CLUSTER);
            two.nextAcked(TypeUrl.CLUSTER);
            assertThat(mesh.count(Metrics.XDS_ALARMS, "second-address")).isZero();
        }
    }

    /// A reconnecting gateway lists every name it has: more than gRPC's default of 4 MiB.
    @Test
    void aLargeReconnectIsTaken() throws Exception {
        Map<String, String> have = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            have.put("a-rather-long-resource-name-such-as-workspaces-have-" + i, "0123456789012345678901");
        }
        try (var client = connect(Transport.DELTA, gateway, "", "mesh/gw1")) {
            client.subscribeAgain(TypeUrl.CLUSTER, have);
            Reply reply = client.nextAcked(TypeUrl.CLUSTER);
            assertThat(reply.names()).containsExactly("gateway-only");
            assertThat(reply.removed()).hasSize(60_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStalledConnectionIsSentNoMoreThanItsWindowTakes(Transport transport) throws Exception {
        mesh.publish(next -> next.put(GATEWAY, large("l")).put(GATEWAY, route("r", 1)));
        ManagedChannel channel = channel(gateway);
        try (var client = XdsClient.stalled(transport, channel, "", "mesh/gw1")) {
            client.subscribe(TypeUrl.LISTENER).subscribe(TypeUrl.ROUTE, "r").subscribe(TypeUrl.CLUSTER);
            Awaitility.await()
                    .until(() -> mesh.ads.proxies().stream()
                            .anyMatch(proxy -> proxy.connected()
                                    && proxy.types().stream()
                                            .anyMatch(type -> type.type().equals(TypeUrl.ROUTE))));
            Awaitility.await().until(() -> mesh.count(Metrics.XDS_RESPONSES, "Listener") == 1);
            assertThat(mesh.count(Metrics.XDS_RESPONSES, "RouteConfiguration")).isZero();
            client.read();
            assertThat(client.nextAcked(TypeUrl.LISTENER).names()).containsExactly("l");
            assertThat(client.nextAcked(TypeUrl.ROUTE).names()).containsExactly("r");
        }
    }

    private static Resource large(String name) {
        return Resource.of(
                name,
                Listener.newBuilder()
                        .setName(name)
                        .setStatPrefix("x".repeat(8 << 20))
                        .build());
    }

    private XdsClient connect(
            Transport transport,
            @org.jspecify.annotations.Nullable TestCertificates certificate,
            String token,
            String node)
            throws Exception {
        return XdsClient.connect(transport, channel(certificate), token, node);
    }

    private XdsClient tokenFrom(String address) throws Exception {
        return XdsClient.connect(Transport.DELTA, channel(null, address), "a-node-token", "mesh/gw1");
    }

    private ManagedChannel channel(@org.jspecify.annotations.Nullable TestCertificates certificate) throws Exception {
        return channel(certificate, "127.0.0.1");
    }

    private ManagedChannel channel(@org.jspecify.annotations.Nullable TestCertificates certificate, String from)
            throws Exception {
        var local = new InetSocketAddress(InetAddress.getByName(from), 0);
        var tls = GrpcSslContexts.forClient().trustManager(TestCertificates.trusting(server));
        if (certificate != null) {
            tls.keyManager(certificate.keys());
        }
        return keep(NettyChannelBuilder.forAddress("localhost", port.getPort())
                .sslContext(tls.build())
                .maxInboundMessageSize(64 << 20)
                .localSocketPicker(new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
                        return local;
                    }
                })
                .build());
    }

    private ManagedChannel keep(ManagedChannel channel) {
        channels.add(channel);
        return channel;
    }
}
