package io.synapsemesh.xds.serve;

import static io.synapsemesh.xds.serve.World.GATEWAY;
import static io.synapsemesh.xds.serve.World.SIDECAR;
import static io.synapsemesh.xds.serve.World.cluster;
import static io.synapsemesh.xds.serve.World.listener;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.admin.v3.ClientResourceStatus;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusResponse;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// CSDS: who sees what, and what it says.
final class StatusServiceTest {
    private final Mesh mesh = new Mesh();
    private @Nullable XdsClient gatewayClient;
    private @Nullable XdsClient sidecarClient;

    @BeforeEach
    void connect() {
        mesh.publish(next -> next.put(GATEWAY, cluster("good", 1))
                .put(GATEWAY, cluster("bad", 1))
                .put(GATEWAY, listener("waits", 1))
                .put(SIDECAR, cluster("own", 1)));
        XdsClient gateway = mesh.connect(Transport.DELTA);
        XdsClient sidecar = mesh.connectSidecar(Transport.SOTW);
        gatewayClient = gateway;
        sidecarClient = sidecar;
        gateway.subscribe(TypeUrl.CLUSTER).nack(gateway.next(TypeUrl.CLUSTER), "bad: no");
        gateway.subscribe(TypeUrl.LISTENER).next(TypeUrl.LISTENER);
        sidecar.subscribe(TypeUrl.CLUSTER).nextAcked(TypeUrl.CLUSTER);
        gateway.hearsNothing();
        sidecar.hearsNothing();
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(gatewayClient).close();
        Objects.requireNonNull(sidecarClient).close();
        mesh.close();
    }

    @Test
    void anOperatorSeesEveryProxyAndEachResourcesState() {
        ClientStatusResponse all = fetch(Mesh.OPERATOR_TOKEN, ClientStatusRequest.getDefaultInstance());
        assertThat(all.getConfigList())
                .extracting(config -> config.getNode().getId())
                .containsExactlyInAnyOrder("mesh/gw1", "etl/sidecar");
        ClientConfig config = all.getConfigList().stream()
                .filter(one -> one.getNode().getId().equals("mesh/gw1"))
                .findFirst()
                .orElseThrow();
        assertThat(resource(config, "good").getConfigStatus()).isEqualTo(ConfigStatus.SYNCED);
        assertThat(resource(config, "good").getVersionInfo())
                .isEqualTo(cluster("good", 1).versionText());
        assertThat(resource(config, "good").hasXdsConfig()).isTrue();
        assertThat(resource(config, "waits").getConfigStatus()).isEqualTo(ConfigStatus.STALE);
        assertThat(resource(config, "bad").getConfigStatus()).isEqualTo(ConfigStatus.ERROR);
        assertThat(resource(config, "bad").getClientStatus()).isEqualTo(ClientResourceStatus.NACKED);
        assertThat(resource(config, "bad").getErrorState().getDetails()).isEqualTo("bad: no");
    }

    @Test
    void aProxySeesItselfOnlyWhateverItMatches() {
        var everybody = ClientStatusRequest.newBuilder()
                .addNodeMatchers(NodeMatcher.newBuilder()
                        .setNodeId(StringMatcher.newBuilder().setPrefix("")))
                .build();
        assertThat(fetch(Mesh.SIDECAR_TOKEN, everybody).getConfigList())
                .extracting(config -> config.getNode().getId())
                .containsExactly("etl/sidecar");
        var other = ClientStatusRequest.newBuilder()
                .addNodeMatchers(NodeMatcher.newBuilder()
                        .setNodeId(StringMatcher.newBuilder().setExact("mesh/gw1")))
                .build();
        assertThat(fetch(Mesh.SIDECAR_TOKEN, other).getConfigList()).isEmpty();
    }

    @Test
    void contentIsLeftOutOnRequest() {
        var request = ClientStatusRequest.newBuilder()
                .setExcludeResourceContents(true)
                .build();
        assertThat(fetch(Mesh.OPERATOR_TOKEN, request).getConfigList())
                .flatExtracting(ClientConfig::getGenericXdsConfigsList)
                .isNotEmpty()
                .noneMatch(ClientConfig.GenericXdsConfig::hasXdsConfig);
    }

    @Test
    void aMatcherItCannotEvaluateIsAnErrorNotAMatch() {
        var regex = ClientStatusRequest.newBuilder()
                .addNodeMatchers(NodeMatcher.newBuilder()
                        .setNodeId(StringMatcher.newBuilder()
                                .setSafeRegex(RegexMatcher.newBuilder().setRegex(".*"))))
                .build();
        assertThatThrownBy(() -> fetch(Mesh.OPERATOR_TOKEN, regex)).hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void theStreamAnswersEachRequest() throws InterruptedException {
        BlockingQueue<ClientStatusResponse> answers = new LinkedBlockingQueue<>();
        StreamObserver<ClientStatusRequest> requests = ClientStatusDiscoveryServiceGrpc.newStub(
                        XdsClient.authorized(mesh.channel(), Mesh.SIDECAR_TOKEN))
                .streamClientStatus(new StreamObserver<>() {
                    @Override
                    public void onNext(ClientStatusResponse response) {
                        answers.add(response);
                    }

                    @Override
                    public void onError(Throwable cause) {}

                    @Override
                    public void onCompleted() {}
                });
        for (int i = 0; i < 2; i++) {
            requests.onNext(ClientStatusRequest.getDefaultInstance());
            assertThat(answers.poll(10, TimeUnit.SECONDS))
                    .isNotNull()
                    .satisfies(answer -> assertThat(answer.getConfigCount()).isEqualTo(1));
        }
        requests.onCompleted();
    }

    private ClientStatusResponse fetch(String token, ClientStatusRequest request) {
        return ClientStatusDiscoveryServiceGrpc.newBlockingStub(XdsClient.authorized(mesh.channel(), token))
                .fetchClientStatus(request);
    }

    private static ClientConfig.GenericXdsConfig resource(ClientConfig config, String name) {
        return config.getGenericXdsConfigsList().stream()
                .filter(resource -> resource.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
