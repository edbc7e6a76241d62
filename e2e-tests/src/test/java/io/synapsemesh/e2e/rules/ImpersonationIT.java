package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.controlplane.state.DataSeal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.e2e.rules.AdsClient.Answer;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// rules.md B, "Who gets a secret" and "Node tokens": whoever has one proxy's credential asks for what is another's, by
/// every route there is.
final class ImpersonationIT {
    private static final String TRUST_DOMAIN = "spiffe://" + Documents.TRUST_DOMAIN;
    private static final String WORKSPACE = TRUST_DOMAIN + "/synapse/33333333-3333-3333-3333-333333333333/rg1/contoso";
    private static final String HOST = "contoso.dev.azuresynapse.net";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @BeforeAll
    static void start() {
        mesh = MeshUnderTest.start(ImpersonationIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    @Test
    void aCredentialOfOneProxyGetsNothingOfAnotherByAnyRoute() throws Exception {
        String own = TRUST_DOMAIN + mesh.dashboards().identityPath();
        String self = mesh.dashboards().proxy();
        String[] foreign = {
            WORKSPACE,
            TRUST_DOMAIN + mesh.nightly().identityPath(),
            TRUST_DOMAIN + "/ns/mesh/sa/gateway",
            HOST + "@" + TRUST_DOMAIN + mesh.nightly().identityPath(),
            SpiffeId.ofControlPlane(TrustDomain.DEMO).uri(),
            "door",
            "node-token",
        };
        try (var byToken = token(mesh.token(self).text());
                var bySvid = AdsClient.withCertificate(port(), mesh.doorCa(), mesh.svid(mesh.dashboards()))) {
            for (AdsClient client : List.of(byToken, bySvid)) {
                assertThat(privateKeys(client.delta(self, TypeUrl.SECRET, own))).containsExactly(own);
                assertThat(privateKeys(client.stateOfTheWorld(self, TypeUrl.SECRET, own)))
                        .containsExactly(own);
                for (String name : foreign) {
                    assertThat(privateKeys(client.delta(self, TypeUrl.SECRET, name)))
                            .as(name)
                            .isEmpty();
                    assertThat(privateKeys(client.stateOfTheWorld(self, TypeUrl.SECRET, name)))
                            .as(name)
                            .isEmpty();
                }
                assertThat(privateKeys(client.delta(self, TypeUrl.SECRET, foreign)))
                        .isEmpty();
                assertThat(privateKeys(client.delta(self, TypeUrl.SECRET, "*")))
                        .allSatisfy(ImpersonationIT::isDashboardsOwn);
                assertThat(privateKeys(client.stateOfTheWorld(self, TypeUrl.SECRET, "*")))
                        .allSatisfy(ImpersonationIT::isDashboardsOwn);
                assertThat(privateKeys(client.delta(self, TypeUrl.SECRET)))
                        .allSatisfy(ImpersonationIT::isDashboardsOwn);

                for (var listeners :
                        List.of(client.delta(self, TypeUrl.LISTENER), client.stateOfTheWorld(self, TypeUrl.LISTENER))) {
                    assertThat(names(listeners)).isNotEmpty().allMatch(name -> name.startsWith("sidecar/"));
                }
                assertThat(names(client.delta(self, TypeUrl.LISTENER, "gateway/0")))
                        .isEmpty();
                assertThat(names(client.delta(self, TypeUrl.EXTENSION_CONFIG, "rbac-connect/analytics/contoso/sql")))
                        .isEmpty();

                for (String claimed : List.of("mesh/gateway", mesh.nightly().proxy(), "", "*", "analytics/contoso")) {
                    for (TypeUrl type : List.of(TypeUrl.SECRET, TypeUrl.LISTENER, TypeUrl.CLUSTER)) {
                        assertThat(isForeign(client.delta(
                                        claimed, type, type.equals(TypeUrl.SECRET) ? foreign : new String[0])))
                                .as("%s as %s", type.shortName(), claimed)
                                .isFalse();
                        assertThat(isForeign(client.stateOfTheWorld(
                                        claimed, type, type.equals(TypeUrl.SECRET) ? foreign : new String[0])))
                                .as("%s as %s", type.shortName(), claimed)
                                .isFalse();
                    }
                }
            }
        }
        assertThat(audit()).as("refusals are events").contains(WORKSPACE);
    }

    @Test
    void noTwoProxiesShareAKey() throws Exception {
        var dashboards = leaves(mesh.dashboards().proxy());
        var nightly = leaves(mesh.nightly().proxy());
        var gateway = leaves("mesh/gateway");
        assertThat(dashboards).hasSize(2).doesNotContainAnyElementsOf(nightly).doesNotContainAnyElementsOf(gateway);
        assertThat(nightly).hasSize(2).doesNotContainAnyElementsOf(gateway);
        assertThat(gateway).hasSize(2);
    }

    @Test
    void whoeverHasNoCredentialOrABadOneIsNobody() throws Exception {
        String self = mesh.dashboards().proxy();
        NewToken revoked = mesh.token(self);
        mesh.admin().post("/api/v1/tokens/revoke", Map.of("id", revoked.id()));
        String nightly = TRUST_DOMAIN + mesh.nightly().identityPath();
        String good = mesh.token(self).text();
        var people = new People(mesh.simulator());

        var attempts = new LinkedHashMap<String, AdsClient>();
        attempts.put("nothing", AdsClient.withNothing(port(), mesh.doorCa()));
        attempts.put("nonsense", token("nonsense"));
        attempts.put("a revoked token", token(revoked.text()));
        attempts.put("an expired token", token(expired(self)));
        attempts.put("a token for other addresses", token(elsewhere(self)));
        attempts.put("a token with another signature", token(good.substring(0, good.length() - 4) + "AAAA"));
        attempts.put("an unsigned token", token("eyJhbGciOiJub25lIn0." + good.split("\\.", 3)[1] + "."));
        attempts.put(
                "a user's token", token(people.meshToken(Documents.ANALYSTS).split(" ", 2)[1]));
        attempts.put(
                "a certificate of a hostile authority",
                certificate(new HostileAuthority("demo.invalid").identity(nightly)));
        attempts.put(
                "a certificate with two URI SANs",
                certificate(new HostileAuthority("partner.example").identity("spiffe://partner.example/x", nightly)));
        attempts.put("a certificate of the public authority", certificate(mesh.simulatorIdentity(HOST)));
        attempts.put(
                "a workspace's certificate, stolen from a gateway",
                certificate(mesh.svid("mesh/gateway", WORKSPACE.substring(TRUST_DOMAIN.length()))));
        for (var attempt : attempts.entrySet()) {
            try (AdsClient client = attempt.getValue()) {
                for (String node : List.of(self, mesh.nightly().proxy(), "mesh/gateway")) {
                    assertThat(client.delta(node, TypeUrl.SECRET, nightly))
                            .as(attempt.getKey())
                            .isInstanceOf(Answer.Refused.class);
                    assertThat(client.stateOfTheWorld(node, TypeUrl.LISTENER))
                            .as(attempt.getKey())
                            .isInstanceOf(Answer.Refused.class);
                }
                assertThat(refusal(() -> status(client))).as(attempt.getKey()).isNotEqualTo(Status.Code.OK);
            }
        }
    }

    @Test
    void anOperatorReadsStatusAndIsNoProxy() throws Exception {
        try (var operator = token(mesh.admin().operatorToken())) {
            for (String node : List.of("mesh/gateway", mesh.nightly().proxy())) {
                assertThat(operator.delta(node, TypeUrl.SECRET, WORKSPACE)).isInstanceOf(Answer.Refused.class);
                assertThat(operator.stateOfTheWorld(node, TypeUrl.LISTENER)).isInstanceOf(Answer.Refused.class);
            }
            assertThat(log(operator, "mesh/gateway", "analytics/contoso")).isNotEqualTo(Status.Code.OK);
            assertThat(status(operator)).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aProxyReadsItsOwnStatusAloneAndNoSecretInIt() throws IOException {
        try (var client = token(mesh.token(mesh.dashboards().proxy()).text())) {
            await().atMost(Duration.ofSeconds(10)).until(() -> !status(client).isEmpty());
            assertThat(status(client)).allSatisfy(config -> {
                assertThat(config.getNode().getId()).isEqualTo(mesh.dashboards().proxy());
                assertThat(config.getGenericXdsConfigsList())
                        .filteredOn(generic -> generic.getTypeUrl().equals(TypeUrl.SECRET.url()))
                        .isNotEmpty()
                        .allSatisfy(
                                generic -> assertThat(generic.hasXdsConfig()).isFalse());
            });
        }
    }

    @Test
    void noOtherServiceOfThePortGivesSecrets() {
        try (var client = token(mesh.token(mesh.dashboards().proxy()).text())) {
            var request = DiscoveryRequest.newBuilder()
                    .setNode(Node.newBuilder().setId(mesh.dashboards().proxy()))
                    .setTypeUrl(TypeUrl.SECRET.url())
                    .addResourceNames(WORKSPACE)
                    .build();
            assertThat(refusal(() -> SecretDiscoveryServiceGrpc.newBlockingStub(client.calls())
                            .fetchSecrets(request)))
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void aProxyWritesNobodyElsesHistory() throws Exception {
        try (var client = token(mesh.token(mesh.dashboards().proxy()).text())) {
            assertThat(log(client, "mesh/gateway", "analytics/contoso")).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(log(client, mesh.dashboards().proxy(), "finance/elsewhere"))
                    .isEqualTo(Status.Code.OK);
            assertThat(log(client, mesh.dashboards().proxy(), "analytics/contoso"))
                    .isEqualTo(Status.Code.OK);
            await().atMost(Duration.ofSeconds(10)).until(() -> audit().contains("198.51.100.7"));
            assertThat(audit().lines().filter(line -> line.contains("198.51.100.7")))
                    .allMatch(line -> line.contains("analytics/contoso")
                            && line.contains(mesh.dashboards().proxy()));
            assertThat(audit()).doesNotContain("finance/elsewhere");
        }
    }

    private static void isDashboardsOwn(String secret) {
        assertThat(secret).endsWith(TRUST_DOMAIN + mesh.dashboards().identityPath());
    }

    /// The leaves a proxy is given with their keys when it asks for all.
    private static List<PublicKey> leaves(String proxy) throws InterruptedException {
        try (var client = token(mesh.token(proxy).text())) {
            var keys = new ArrayList<PublicKey>();
            for (String name : privateKeys(client.delta(proxy, TypeUrl.SECRET, "*"))) {
                keys.add(client.held(proxy, name)
                        .orElseThrow()
                        .chain()
                        .getFirst()
                        .getPublicKey());
            }
            return keys;
        }
    }

    /// Whether it holds a resource that dashboards' own view does not have.
    private static boolean isForeign(Answer answer) {
        return switch (answer) {
            case Answer.Refused _ -> false;
            case Answer.Given given -> {
                boolean keys = privateKeys(given).stream()
                        .anyMatch(name -> !name.endsWith(mesh.dashboards().identityPath()));
                boolean gateways = names(given).stream()
                        .anyMatch(name -> name.startsWith("gateway/") || name.startsWith("synapse/"));
                yield keys || gateways;
            }
        };
    }

    private static List<String> names(Answer answer) {
        return switch (answer) {
            case Answer.Refused(Status status) -> throw new AssertionError(status);
            case Answer.Given(Map<String, Any> resources) ->
                resources.values().stream().map(ImpersonationIT::name).toList();
        };
    }

    private static String name(Any packed) {
        try {
            if (packed.is(Listener.class)) {
                return packed.unpack(Listener.class).getName();
            }
            if (packed.is(Secret.class)) {
                return packed.unpack(Secret.class).getName();
            }
            return packed.is(io.envoyproxy.envoy.config.cluster.v3.Cluster.class)
                    ? packed.unpack(io.envoyproxy.envoy.config.cluster.v3.Cluster.class)
                            .getName()
                    : packed.getTypeUrl();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The names of the secrets in an answer that have a private key.
    private static List<String> privateKeys(Answer answer) {
        var found = new ArrayList<String>();
        if (answer instanceof Answer.Given(Map<String, Any> resources)) {
            for (Any packed : resources.values()) {
                try {
                    if (packed.is(Secret.class)
                            && packed.unpack(Secret.class).getTlsCertificate().hasPrivateKey()) {
                        found.add(packed.unpack(Secret.class).getName());
                    }
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return found;
    }

    private static List<ClientConfig> status(AdsClient client) {
        return ClientStatusDiscoveryServiceGrpc.newBlockingStub(client.calls())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .fetchClientStatus(ClientStatusRequest.getDefaultInstance())
                .getConfigList();
    }

    private static Status.Code refusal(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /// Sends one entry of an access log and waits for what comes back.
    private static Status.Code log(AdsClient client, String node, String workspace) throws InterruptedException {
        BlockingQueue<Status> answer = new ArrayBlockingQueue<>(4);
        var log = AccessLogServiceGrpc.newStub(client.calls())
                .streamAccessLogs(new StreamObserver<StreamAccessLogsResponse>() {
                    @Override
                    public void onNext(StreamAccessLogsResponse response) {}

                    @Override
                    public void onError(Throwable failure) {
                        answer.add(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        answer.add(Status.OK);
                    }
                });
        var common = AccessLogCommon.newBuilder()
                .putCustomTags("workspace", workspace)
                .putCustomTags("endpoint", "sql")
                .setDownstreamRemoteAddress(io.envoyproxy.envoy.config.core.v3.Address.newBuilder()
                        .setSocketAddress(io.envoyproxy.envoy.config.core.v3.SocketAddress.newBuilder()
                                .setAddress("198.51.100.7")
                                .setPortValue(1)));
        log.onNext(StreamAccessLogsMessage.newBuilder()
                .setIdentifier(StreamAccessLogsMessage.Identifier.newBuilder()
                        .setNode(Node.newBuilder().setId(node))
                        .setLogName("flow"))
                .setTcpLogs(StreamAccessLogsMessage.TCPAccessLogEntries.newBuilder()
                        .addLogEntry(TCPAccessLogEntry.newBuilder().setCommonProperties(common)))
                .build());
        log.onCompleted();
        Status status = answer.poll(20, TimeUnit.SECONDS);
        return java.util.Objects.requireNonNull(status).getCode();
    }

    /// As the control plane made it two hours ago, for one hour.
    private static String expired(String proxy) {
        var directory = DataDirectory.open(mesh.data());
        var random = new SecureRandom();
        var before = NodeTokens.open(
                directory,
                DataSeal.open(directory, random),
                TrustDomain.DEMO,
                Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)),
                random);
        return NewToken.of(before.create(proxy, identity(), Duration.ofHours(1), List.of()))
                .text();
    }

    private static String elsewhere(String proxy) {
        return NewToken.of(mesh.controlPlane()
                        .tokens()
                        .create(proxy, identity(), Duration.ofHours(1), List.of(Cidr.parse("198.51.100.0/24"))))
                .text();
    }

    private static SpiffeId identity() {
        return SpiffeId.parse(TRUST_DOMAIN + mesh.dashboards().identityPath());
    }

    private static AdsClient token(String text) {
        return AdsClient.withToken(port(), mesh.doorCa(), text);
    }

    private static AdsClient certificate(Certificates.Held held) {
        return AdsClient.withCertificate(port(), mesh.doorCa(), held);
    }

    private static int port() {
        return mesh.controlPlane().xdsPort();
    }

    private static String audit() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.list(mesh.data().resolve("audit"))) {
            for (Path file : files.sorted().toList()) {
                text.append(Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }
}
