package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.controlplane.state.OperatorToken;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.xds.serve.AccessLogListener;
import io.synapsemesh.xds.serve.AckListener;
import io.synapsemesh.xds.serve.AdsServer;
import io.synapsemesh.xds.serve.Counters;
import io.synapsemesh.xds.serve.InMemoryAckedStore;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.SystemTimers;
import io.synapsemesh.xds.serve.XdsPort;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// rules.md B, "One certificate, one identity": who a client certificate is at the real TLS port.
final class SvidLoginTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final char[] NO_PASSWORD = {};
    private static final String ID = "spiffe://corp.example/ns/mesh/sa/gateway";
    private static final DocumentRef GATEWAY = new DocumentRef("MeshProxy", "mesh", "gateway");

    @TempDir
    private Path directory;

    private final SigningRoot mesh = new SigningRoot("mesh");
    private final SigningRoot door = new SigningRoot("door");
    private final Map<DocumentRef, Proxy> proxies = new ConcurrentHashMap<>(Map.of(GATEWAY, proxy(GATEWAY)));
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final SystemTimers timers = new SystemTimers();
    private volatile List<X509Certificate> roots = List.of(mesh.certificate());
    private @Nullable Server server;

    @BeforeEach
    void start() throws Exception {
        var data = DataDirectory.open(directory.resolve("data"));
        var random = new SecureRandom();
        var domain = TrustDomain.parse("corp.example");
        var ads = new AdsServer(new AdsServer.Wiring(
                "test",
                new NodeDoor(
                        NodeTokens.open(data, DataSeal.open(data, random), domain, Clock.systemUTC(), random),
                        OperatorToken.openOrCreate(data, random),
                        () -> proxies),
                new InMemoryAckedStore(),
                AckListener.none(),
                AccessLogListener.none(),
                _ -> {},
                Counters.none(),
                timers,
                Limits.standard()));
        ads.publish(ads.snapshot()
                .next()
                .put(GATEWAY, Resource.of("a", Cluster.newBuilder().setName("a").build()))
                .build());
        server = XdsPort.server(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        XdsPort.tls(
                                keys(door.server("localhost")).getKeyManagers()[0],
                                new MeshClients(() -> roots.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new TrustBundle(domain, Anchors.of(roots))))),
                        ads.services(),
                        Limits.standard(),
                        XdsPort.Connections.standard())
                .start();
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        java.util.Objects.requireNonNull(server).shutdownNow();
        timers.close();
    }

    @Test
    void aLeafOfTheMeshIsTheProxyItNames() throws Exception {
        assertThat(ask(mesh.leaf(HOUR, ID))).isEqualTo("a");
    }

    @Test
    void aLeafThatNamesNoProxyIsNobody() throws Exception {
        assertThat(ask(mesh.leaf(HOUR, "spiffe://corp.example/ns/mesh/sa/other")))
                .isEqualTo("UNAUTHENTICATED SYN0702: no such proxy");
    }

    @Test
    void theSameNameInAnotherTrustDomainIsNobody() throws Exception {
        assertThat(ask(mesh.leaf(HOUR, "spiffe://partner.example/ns/mesh/sa/gateway")))
                .isEqualTo("UNAUTHENTICATED SYN0702: no such proxy");
    }

    /// In both orders: some read the first, some read any.
    @Test
    void aLeafWithTwoIdentitiesIsNobody() throws Exception {
        String other = "spiffe://partner.example/x";
        assertThat(ask(mesh.leaf(HOUR, ID, other))).isEqualTo("UNAUTHENTICATED SYN0702: not one SPIFFE id");
        assertThat(ask(mesh.leaf(HOUR, other, ID))).isEqualTo("UNAUTHENTICATED SYN0702: not one SPIFFE id");
        assertThat(ask(mesh.leaf(HOUR))).isEqualTo("UNAUTHENTICATED SYN0702: not one SPIFFE id");
    }

    @Test
    void anExpiredLeafIsRefusedInTheHandshake() throws Exception {
        assertThat(ask(mesh.leaf(Duration.ofSeconds(-5), ID))).startsWith("UNAVAILABLE");
    }

    @Test
    void aLeafOfAnotherAuthorityIsRefusedInTheHandshake() throws Exception {
        assertThat(ask(new SigningRoot("mesh").leaf(HOUR, ID))).startsWith("UNAVAILABLE");
        assertThat(ask(door.leaf(HOUR, ID))).as("our own door's").startsWith("UNAVAILABLE");
    }

    @Test
    void theRootsOfTheMomentCount() throws Exception {
        var next = new SigningRoot("next");
        assertThat(ask(next.leaf(HOUR, ID))).startsWith("UNAVAILABLE");
        roots = List.of(mesh.certificate(), next.certificate());
        assertThat(ask(next.leaf(HOUR, ID))).isEqualTo("a");
        roots = List.of(next.certificate());
        assertThat(ask(mesh.leaf(HOUR, ID))).startsWith("UNAVAILABLE");
        roots = List.of();
        assertThat(ask(next.leaf(HOUR, ID))).startsWith("UNAVAILABLE");
    }

    @Test
    void anIdentityOfTwoProxiesIsNeither() throws Exception {
        var second = new DocumentRef("MeshProxy", "mesh", "second");
        proxies.put(second, proxy(second));
        assertThat(ask(mesh.leaf(HOUR, ID))).isEqualTo("UNAUTHENTICATED SYN0702: several proxies have this identity");
    }

    @Test
    void whoShowsNothingIsNobody() throws Exception {
        assertThat(ask(null)).isEqualTo("UNAUTHENTICATED SYN0702: no credential");
    }

    @Test
    void noMoreReplicasThanDeclaredComeInWithTheLeafTheyShare() throws Exception {
        proxies.put(GATEWAY, proxy(GATEWAY, Optional.of(1)));
        var leaf = mesh.leaf(HOUR, ID);
        assertThat(ask(leaf)).isEqualTo("a");
        assertThat(ask(leaf)).startsWith("RESOURCE_EXHAUSTED SYN0705");
    }

    /// @return the name of the first resource, or how the stream ended
    private String ask(SigningRoot.@Nullable Signed leaf) throws Exception {
        SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(door.certificate());
        if (leaf != null) {
            tls.keyManager(keys(leaf));
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "localhost", java.util.Objects.requireNonNull(server).getPort())
                .sslContext(tls.build())
                .build();
        channels.add(channel);
        BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
        StreamObserver<DeltaDiscoveryRequest> requests = AggregatedDiscoveryServiceGrpc.newStub(channel)
                .deltaAggregatedResources(new StreamObserver<>() {
                    @Override
                    public void onNext(DeltaDiscoveryResponse answer) {
                        outcome.add(answer.getResources(0).getName());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        Status status = Status.fromThrowable(failure);
                        outcome.add(status.getCode() + " " + status.getDescription());
                    }

                    @Override
                    public void onCompleted() {
                        outcome.add("completed");
                    }
                });
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("mesh/gateway"))
                .setTypeUrl(TypeUrl.CLUSTER.url())
                .build());
        return java.util.Objects.requireNonNull(outcome.poll(60, TimeUnit.SECONDS), "no answer");
    }

    private static KeyManagerFactory keys(SigningRoot.Signed signed) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("it", signed.key(), NO_PASSWORD, new Certificate[] {signed.leaf()});
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static Proxy proxy(DocumentRef ref) {
        return proxy(ref, Optional.empty());
    }

    private static Proxy proxy(DocumentRef ref, Optional<Integer> replicas) {
        return new Proxy(
                Origin.of(ref, 1),
                Proxy.Role.GATEWAY,
                SpiffeId.parse(ID),
                List.of(),
                new Proxy.Listen("127.0.0.1", Optional.of(15443), Optional.empty(), Optional.empty(), Optional.empty()),
                replicas);
    }
}
