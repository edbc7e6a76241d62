package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.controlplane.state.DataDirectoryRefused;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    @Test
    void startsServesAndFollowsTheDirectory() throws Exception {
        try (ControlPlane running = Running.start(directory)) {
            assertThat(running.published().workspaces()).hasSize(1);
            assertThat(get(running.healthPort(), "/readyz", "").statusCode()).isEqualTo(200);
            assertThat(get(running.healthPort(), "/metrics", "").body())
                    .contains("synapsemesh_documents{kind=\"SynapseWorkspace\"} 1.0")
                    .doesNotContain("spiffe://");

            JsonNode proxies = JSON.readTree(
                    get(running.adminPort(), "/api/v1/proxies", token()).body());
            assertThat(proxies.path("items")).hasSize(2);
            JsonNode certs = JSON.readTree(
                    get(running.adminPort(), "/api/v1/certs", token()).body());
            assertThat(certs.findValuesAsText("state")).isNotEmpty().containsOnly("Fresh");

            Files.delete(directory.resolve("config/binding.yaml"));
            await().atMost(Duration.ofSeconds(4))
                    .until(() -> running.published().documents().size() == 4);
        }
    }

    @Test
    void decidesByThePoliciesInForce() throws Exception {
        try (ControlPlane running = Running.start(directory)) {
            String allowed = """
                    {"workspace":"analytics/contoso","method":"GET","path":"/pipelines",
                     "carrier":"spiffe://demo.invalid/ns/etl/sa/nightly"}""";
            JsonNode yes = post(running, "/api/v1/decide", allowed);
            JsonNode no = post(running, "/api/v1/decide", allowed.replace("nightly", "other"));

            assertThat(yes.path("verdict").asText()).isEqualTo("Allow");
            assertThat(yes.path("determining").get(0).path("name").asText()).isEqualTo("readers");
            assertThat(no.path("verdict").asText()).isEqualTo("Deny");
            assertThat(no.path("reason").asText()).isEqualTo("NoGrant");
        }
    }

    @Test
    void servesAProxyItsOwnListenersOnlyWithItsToken() throws Exception {
        try (ControlPlane running = Running.start(directory)) {
            var gateway = SpiffeId.ofServiceAccount(TrustDomain.DEMO, "mesh", "gateway");
            var token = running.tokens().create("mesh/gateway", gateway, Duration.ofHours(1), List.of());
            ManagedChannel channel = channel(running);
            try {
                var answers = new CopyOnWriteArrayList<DeltaDiscoveryResponse>();
                var errors = new CopyOnWriteArrayList<Throwable>();
                ask(channel, new String(token.text().open(), StandardCharsets.US_ASCII), answers, errors);
                await().atMost(Duration.ofSeconds(10)).until(() -> !answers.isEmpty() || !errors.isEmpty());
                assertThat(errors).isEmpty();
                assertThat(answers.getFirst().getResourcesList()).isNotEmpty();

                var refused = new CopyOnWriteArrayList<Throwable>();
                ask(channel, "nonsense", new CopyOnWriteArrayList<>(), refused);
                await().atMost(Duration.ofSeconds(10)).until(() -> !refused.isEmpty());
                assertThat(refused.getFirst()).hasMessageContaining("UNAUTHENTICATED");

                post(
                        running,
                        "/api/v1/tokens/revoke",
                        "{\"id\":\"" + token.credential().id() + "\"}");
                await().atMost(Duration.ofSeconds(10)).until(() -> !errors.isEmpty());
            } finally {
                channel.shutdownNow();
            }
        }
        assertThat(audit()).contains("\"change\":\"revoked\"").contains("\"by\":\"operator\"");
    }

    @Test
    void servesAsManyReplicasAsTheDocumentDeclares() throws Exception {
        Path proxies = Running.documents(directory).resolve("proxies.yaml");
        String any = Files.readString(proxies);
        Files.writeString(proxies, any.replace("role: Gateway", "role: Gateway\n  replicas: 2"));
        var settings = Running.settings(proxies.getParent(), directory.resolve("data"), Settings.DemoTrust.ALLOWED);
        try (ControlPlane running = ControlPlane.start(settings)) {
            var gateway = SpiffeId.ofServiceAccount(TrustDomain.DEMO, "mesh", "gateway");
            var token = running.tokens().create("mesh/gateway", gateway, Duration.ofHours(1), List.of());
            String text = new String(token.text().open(), StandardCharsets.US_ASCII);
            ManagedChannel channel = channel(running);
            try {
                var answers = new CopyOnWriteArrayList<DeltaDiscoveryResponse>();
                var ended = new CopyOnWriteArrayList<Throwable>();
                ask(channel, text, answers, ended);
                ask(channel, text, answers, ended);
                await().atMost(Duration.ofSeconds(20)).until(() -> answers.size() == 2);

                var refused = new CopyOnWriteArrayList<Throwable>();
                ask(channel, text, new CopyOnWriteArrayList<>(), refused);
                await().atMost(Duration.ofSeconds(20)).until(() -> !refused.isEmpty());
                assertThat(refused.getFirst()).hasMessageContaining("SYN0705");
                assertThat(audit()).contains("\"event\":\"login\"").contains("\"reason\":\"TooManyReplicas\"");
                assertThat(get(running.healthPort(), "/metrics", "").body())
                        .contains("synapsemesh_xds_streams_refused_total{reason=\"replicas\"} 1.0");
                assertThat(ended).isEmpty();

                Files.writeString(proxies, any.replace("role: Gateway", "role: Gateway\n  replicas: 1"));
                await().atMost(Duration.ofSeconds(20)).until(() -> ended.size() == 2);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void writesTheStatusOfEveryDocument() throws Exception {
        try (ControlPlane running = Running.start(directory)) {
            Path status = directory.resolve("data/status/SynapseWorkspace/analytics/contoso.yaml");
            await().atMost(Duration.ofSeconds(5)).until(() -> Files.exists(status));
            assertThat(Files.readString(status))
                    .contains("type: CertificateFresh")
                    .contains("reason: NoTargets");

            Files.writeString(directory.resolve("config/workspace.yaml"), "{ never closed");
            await().atMost(Duration.ofSeconds(6))
                    .until(() -> Files.readString(status).contains("reason: Stale"));
            assertThat(running.published().workspaces()).hasSize(1);
        }
    }

    @Test
    void auditsADocumentOnceAndNotAgainAfterARestart() throws Exception {
        Running.start(directory).close();
        String first = audit();
        Running.start(directory).close();

        assertThat(first).contains("\"change\":\"added\"").contains("SynapseRoleBinding");
        assertThat(audit().lines().filter(line -> line.contains("\"event\":\"config\"")))
                .hasSize((int) first.lines()
                        .filter(l -> l.contains("\"event\":\"config\""))
                        .count());
    }

    @Test
    void keepsItsCertificatesOverARestart() throws Exception {
        List<String> before;
        try (ControlPlane running = Running.start(directory)) {
            before = JSON.readTree(
                            get(running.adminPort(), "/api/v1/certs", token()).body())
                    .findValuesAsText("serial");
        }
        try (ControlPlane running = Running.start(directory)) {
            assertThat(JSON.readTree(get(running.adminPort(), "/api/v1/certs", token())
                                    .body())
                            .findValuesAsText("serial"))
                    .isEqualTo(before);
        }
    }

    @Test
    void refusesTheTrustDomainOfTheDemo() {
        var settings =
                Running.settings(Running.documents(directory), directory.resolve("data"), Settings.DemoTrust.REFUSED);

        assertThatThrownBy(() -> ControlPlane.start(settings))
                .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo(Code.SYN1207));
    }

    @Test
    void refusesADataDirectoryInUse() {
        try (ControlPlane running = Running.start(directory)) {
            assertThat(running.xdsPort()).isPositive();
            assertThatThrownBy(() -> Running.start(directory)).isInstanceOf(DataDirectoryRefused.class);
        }
    }

    private static void ask(
            ManagedChannel channel, String token, List<DeltaDiscoveryResponse> answers, List<Throwable> errors) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        StreamObserver<DeltaDiscoveryRequest> requests = AggregatedDiscoveryServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .deltaAggregatedResources(new StreamObserver<>() {
                    @Override
                    public void onNext(DeltaDiscoveryResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        errors.add(failure);
                    }

                    @Override
                    public void onCompleted() {
                        errors.add(new IllegalStateException("completed"));
                    }
                });
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId("mesh/gateway"))
                .setTypeUrl(TypeUrl.LISTENER.url())
                .build());
    }

    private ManagedChannel channel(ControlPlane running) throws IOException {
        return NettyChannelBuilder.forAddress("localhost", running.xdsPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(directory.resolve("data/bootstrap-ca.pem").toFile())
                        .build())
                .build();
    }

    private String token() throws IOException {
        return Files.readString(directory.resolve("data/operator.token")).strip();
    }

    private String audit() throws IOException {
        return Files.readString(directory.resolve("data/audit/audit-000000000000000001.jsonl"));
    }

    private JsonNode post(ControlPlane running, String path, String body) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.adminPort() + path))
                            .header("Authorization", "Bearer " + token())
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JSON.readTree(response.body());
        }
    }

    private static HttpResponse<String> get(int port, String path, String token) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
