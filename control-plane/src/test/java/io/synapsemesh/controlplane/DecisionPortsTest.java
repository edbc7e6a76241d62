package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane, asked for decisions over its real ports: who is answered, and that what is decided follows
/// the documents in force.
final class DecisionPortsTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final char[] NO_PASSWORD = {};
    private static final SpiffeId GATEWAY = workload("mesh", "gateway");
    private static final SpiffeId EDGE = workload("edge", "public");
    private static final SpiffeId NIGHTLY = workload("etl", "nightly");
    private static final SpiffeId STRANGER = workload("etl", "stranger");
    private static final String DOCUMENTS = """
            apiVersion: synapsemesh.io/v1alpha1
            kind: IdentityProvider
            metadata: {name: ci}
            spec:
              type: Oidc
              issuer: https://ci.example
              audiences: [synapsemesh]
              groups: {absentMeans: None}
              jwks: {inline: '%s'}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: MeshProxy
            metadata: {name: public, namespace: edge}
            spec:
              role: Edge
              identity: {namespace: edge, serviceAccount: public}
              attach: {workspaces: [{name: contoso, namespace: analytics}]}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseRoleBinding
            metadata: {name: deploys, namespace: analytics}
            spec:
              workspaces: {names: [contoso]}
              role: Synapse Artifact User
              subjects:
              - claims: {provider: ci, match: {repository: corp/etl}}
            ---
            apiVersion: synapsemesh.io/v1alpha1
            kind: SynapseAccessPolicy
            metadata: {name: carriers, namespace: analytics}
            spec:
              action: Allow
              workspaces: {names: [contoso]}
              endpoints: [dev]
              operations: [connect]
              subjects:
              - workload: {namespace: edge, serviceAccount: public}
            """;

    @TempDir
    private Path directory;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private Path config = Path.of("");
    private ECKey key = key();
    private ControlPlane running;

    private static SpiffeId workload(String namespace, String account) {
        return SpiffeId.ofServiceAccount(TrustDomain.DEMO, namespace, account);
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        config = Running.documents(directory);
        declareKey(key);
        running = ControlPlane.start(Running.settings(config, directory.resolve("data"), Settings.DemoTrust.ALLOWED));
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        running.close();
    }

    private void declareKey(ECKey declared) throws IOException {
        String jwks = "{\"keys\":[" + declared.toPublicJWK().toJSONString() + "]}";
        Files.writeString(config.resolve("ci.yaml"), DOCUMENTS.formatted(jwks));
    }

    private String job(String repository) throws Exception {
        var now = Instant.now();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://ci.example")
                        .audience("synapsemesh")
                        .subject("repo:" + repository)
                        .claim("repository", repository)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private String nodeToken(String node, SpiffeId identity) {
        return new String(
                running.tokens()
                        .create(node, identity, Duration.ofHours(1), List.of())
                        .text()
                        .open(),
                StandardCharsets.US_ASCII);
    }

    private AuthorizationGrpc.AuthorizationBlockingStub stub(Optional<String> bearer, Optional<SpiffeId> shown)
            throws Exception {
        var tls = GrpcSslContexts.forClient()
                .trustManager(directory
                        .resolve("data")
                        .resolve(ControlPlane.BOOTSTRAP_CA)
                        .toFile());
        if (shown.isPresent()) {
            tls.keyManager(keys(shown.get()));
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", running.authzPort())
                .sslContext(tls.build())
                .build();
        channels.add(channel);
        var stub = AuthorizationGrpc.newBlockingStub(channel);
        if (bearer.isEmpty()) {
            return stub;
        }
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + bearer.get());
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private KeyManagerFactory keys(SpiffeId identity) throws Exception {
        var shown = DoorKeys.Shown.of(
                running.certificates().leaf(new LeafName.Svid(identity)).orElseThrow());
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("it", shown.key(), NO_PASSWORD, shown.chain().toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static CheckRequest question(SpiffeId carrier, String token, String target) {
        var request = AttributeContext.HttpRequest.newBuilder()
                .setMethod("GET")
                .setPath(target)
                .setHost("contoso.dev.azuresynapse.net");
        if (!token.isEmpty()) {
            request.putHeaders("x-synapsemesh-token", token);
        }
        return CheckRequest.newBuilder()
                .setAttributes(AttributeContext.newBuilder()
                        .setSource(AttributeContext.Peer.newBuilder()
                                .setPrincipal(carrier.uri())
                                .setAddress(Address.newBuilder()
                                        .setSocketAddress(SocketAddress.newBuilder()
                                                .setAddress("10.1.2.3")
                                                .setPortValue(40_000))))
                        .setTlsSession(AttributeContext.TLSSession.newBuilder().setSni("contoso.dev.azuresynapse.net"))
                        .putContextExtensions("synapsemesh.workspace", "analytics/contoso")
                        .putContextExtensions("synapsemesh.endpoint", "dev")
                        .setRequest(AttributeContext.Request.newBuilder().setHttp(request)))
                .build();
    }

    private static String ask(AuthorizationGrpc.AuthorizationBlockingStub stub, CheckRequest question) {
        try {
            return stub.withDeadlineAfter(WITHIN.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                    .check(question)
                    .getDynamicMetadata()
                    .getFieldsOrThrow("synapsemesh")
                    .getStructValue()
                    .getFieldsOrThrow("reason")
                    .getStringValue();
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode().name();
        }
    }

    @Test
    void aGatewayIsAnsweredByTokenOrCertificateAndNobodyElseIs() throws Exception {
        var byToken = stub(Optional.of(nodeToken("mesh/gateway", GATEWAY)), Optional.empty());
        assertThat(ask(byToken, question(NIGHTLY, "", "/pipelines"))).isEqualTo("Granted");
        assertThat(ask(byToken, question(STRANGER, "", "/pipelines"))).isEqualTo("NoGrant");
        assertThat(ask(byToken, question(NIGHTLY, "", "//pipelines"))).isEqualTo("AmbiguousPath");
        assertThat(ask(stub(Optional.empty(), Optional.of(GATEWAY)), question(NIGHTLY, "", "/pipelines")))
                .isEqualTo("Granted");

        assertThat(ask(stub(Optional.empty(), Optional.empty()), question(NIGHTLY, "", "/pipelines")))
                .isEqualTo("UNAUTHENTICATED");
        assertThat(ask(stub(Optional.of("nonsense"), Optional.of(GATEWAY)), question(NIGHTLY, "", "/pipelines")))
                .as("a bad token is not mended by a certificate")
                .isEqualTo("UNAUTHENTICATED");
        String operator =
                Files.readString(directory.resolve("data/operator.token")).strip();
        assertThat(ask(stub(Optional.of(operator), Optional.empty()), question(NIGHTLY, "", "/pipelines")))
                .as("an operator has POST /api/v1/decide")
                .isEqualTo("UNAUTHENTICATED");
        assertThat(ask(
                        stub(Optional.of(nodeToken("etl/sidecar", NIGHTLY)), Optional.empty()),
                        question(NIGHTLY, "", "/pipelines")))
                .as("a sidecar carries, and decides nothing")
                .isEqualTo("WorkspaceUnknown");
    }

    @Test
    void aRevokedNodeTokenIsNoCredentialWithinASecond() throws Exception {
        var token = running.tokens().create("mesh/gateway", GATEWAY, Duration.ofHours(1), List.of());
        var stub = stub(Optional.of(new String(token.text().open(), StandardCharsets.US_ASCII)), Optional.empty());
        assertThat(ask(stub, question(NIGHTLY, "", "/pipelines"))).isEqualTo("Granted");
        running.tokens().revoke(token.credential().id());
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ask(stub, question(NIGHTLY, "", "/pipelines")).equals("UNAUTHENTICATED"));
    }

    @Test
    void aMeshTokenIsVerifiedWithTheProvidersInForce() throws Exception {
        var gateway = stub(Optional.of(nodeToken("mesh/gateway", GATEWAY)), Optional.empty());
        String deploy = job("corp/etl");
        assertThat(ask(gateway, question(NIGHTLY, deploy, "/pipelines"))).isEqualTo("Granted");
        assertThat(ask(gateway, question(NIGHTLY, job("corp/other"), "/pipelines")))
                .as("grants of the carrier never help a bearer")
                .isEqualTo("NoGrant");
        assertThat(ask(gateway, question(NIGHTLY, deploy.substring(0, deploy.length() - 4) + "AAAA", "/pipelines")))
                .isEqualTo("BadSignature");
        assertThat(ask(gateway, question(NIGHTLY, "x.y.z", "/pipelines"))).isEqualTo("TokenMalformed");

        declareKey(key());
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        ask(gateway, question(NIGHTLY, deploy, "/pipelines")).equals("BadSignature"));
    }

    @Test
    void aRemovedBindingOrAttachmentCountsAtOnce() throws Exception {
        var gateway = stub(Optional.of(nodeToken("mesh/gateway", GATEWAY)), Optional.empty());
        assertThat(ask(gateway, question(NIGHTLY, "", "/pipelines"))).isEqualTo("Granted");
        Files.delete(config.resolve("binding.yaml"));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ask(gateway, question(NIGHTLY, "", "/pipelines")).equals("NoGrant"));
        Files.writeString(config.resolve("binding.yaml"), Running.BINDING);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ask(gateway, question(NIGHTLY, "", "/pipelines")).equals("Granted"));
        Files.writeString(
                config.resolve("workspace.yaml"),
                Running.WORKSPACE.replace("proxies: {from: All}", "proxies: {from: Same}"));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ask(gateway, question(NIGHTLY, "", "/pipelines")).equals("WorkspaceUnknown"));
    }

    @Test
    void everyDecisionIsInTheLogWithoutItsToken() throws Exception {
        var gateway = stub(Optional.of(nodeToken("mesh/gateway", GATEWAY)), Optional.empty());
        String token = job("corp/etl");
        ask(gateway, question(NIGHTLY, token, "/pipelines?secret=1"));
        String log = flows();
        assertThat(log)
                .contains("\"point\":\"ExtAuthz\"")
                .contains("\"caller\":\"claims:ci/repo:corp/etl\"")
                .contains("\"reason\":\"Granted\"")
                .contains("\"decisionId\":\"")
                .contains("\"operation\":\"GET /pipelines\"")
                .doesNotContain(token)
                .doesNotContain("secret");
        assertThat(scrape())
                .contains("synapsemesh_decisions_total{point=\"ExtAuthz\",reason=\"Granted\",verdict=\"Allow\"}");
    }

    private String flows() throws IOException {
        try (var files = Files.list(directory.resolve("data/audit"))) {
            var text = new StringBuilder();
            for (Path file : files.filter(it -> it.getFileName().toString().startsWith("flow"))
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    private String scrape() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.healthPort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void explainFollowsATokenThroughEveryLayer() throws Exception {
        String token = job("corp/etl");
        String body = "{\"workspace\":\"analytics/contoso\",\"method\":\"GET\",\"path\":\"/pipelines\",\"carrier\":\""
                + NIGHTLY.uri() + "\",\"token\":\"" + token + "\"}";
        String operator =
                Files.readString(directory.resolve("data/operator.token")).strip();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.adminPort() + "/api/v1/explain"))
                            .header("Authorization", "Bearer " + operator)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body())
                    .containsSubsequence(
                            "\"token\"",
                            "verified by IdentityProvider ci",
                            "\"claims\"",
                            "claims:ci/repo:corp/etl",
                            "\"groups\"",
                            "\"binding\"",
                            "SynapseRoleBinding analytics/deploys rule 0",
                            "\"role\"",
                            "Synapse Artifact User",
                            "artifacts/read",
                            "\"rules\"",
                            "Allow, Granted")
                    .doesNotContain(token);
        }
        assertThat(flows()).as("no request passed").doesNotContain("corp/etl");
    }

    private HttpClient nginx(Optional<SpiffeId> shown) throws Exception {
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        try (var in = Files.newInputStream(directory.resolve("data").resolve(ControlPlane.BOOTSTRAP_CA))) {
            int i = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry("anchor" + i++, (X509Certificate) certificate);
            }
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(shown.isPresent() ? keys(shown.get()).getKeyManagers() : null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpRequest.Builder edgeRequest(String target) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + running.authRequestPort() + "/v1/auth"))
                .header("X-Original-Method", "GET")
                .header("X-Original-URI", target)
                .header("X-Synapsemesh-Workspace", "analytics/contoso")
                .header("X-Synapsemesh-Endpoint", "dev")
                .header("X-Synapsemesh-Source", "198.51.100.7");
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(WITHIN).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Class 11 of the pitfalls, on the wire: only who proves to be an edge is listened to.
    @Test
    void nginxIsAnsweredWith204Or401Or403AndOnlyAsAProvenEdge() throws Exception {
        String token = job("corp/etl");
        try (var edge = nginx(Optional.of(EDGE));
                var gateway = nginx(Optional.of(GATEWAY));
                var nobody = nginx(Optional.empty())) {
            var allowed = send(edge, edgeRequest("/pipelines?x=1").header("X-Synapsemesh-Token", token));
            assertThat(allowed.statusCode()).isEqualTo(204);
            assertThat(allowed.headers().firstValue("X-Synapsemesh-Subject")).contains("claims:ci/repo:corp/etl");
            assertThat(allowed.headers().firstValue("X-Synapsemesh-Decision")).isPresent();
            var anonymous = send(edge, edgeRequest("/pipelines"));
            assertThat(anonymous.statusCode()).isEqualTo(401);
            assertThat(anonymous.headers().firstValue("WWW-Authenticate")).isPresent();
            var confused = send(edge, edgeRequest("/pipelines/..;/x").header("X-Synapsemesh-Token", token));
            assertThat(confused.statusCode()).isEqualTo(403);
            assertThat(confused.headers().firstValue("X-Synapsemesh-Reason")).contains("AmbiguousPath");
            var twice = send(
                    edge,
                    edgeRequest("/pipelines")
                            .header("X-Synapsemesh-Token", token)
                            .header("X-Synapsemesh-Workspace", "analytics/contoso"));
            assertThat(twice.headers().firstValue("X-Synapsemesh-Reason")).contains("WorkspaceUnknown");

            assertThat(send(nobody, edgeRequest("/pipelines").header("X-Synapsemesh-Token", token))
                            .headers()
                            .firstValue("X-Synapsemesh-Reason"))
                    .contains("NoCredential");
            var byToken = edgeRequest("/pipelines")
                    .header("X-Synapsemesh-Token", token)
                    .header("X-Synapsemesh-Node-Token", nodeToken("edge/public", EDGE));
            assertThat(send(nobody, byToken).statusCode()).isEqualTo(204);
            assertThat(send(gateway, edgeRequest("/pipelines").header("X-Synapsemesh-Token", token))
                            .headers()
                            .firstValue("X-Synapsemesh-Reason"))
                    .contains("WorkspaceUnknown");
            for (String agent : List.of("kube-probe/1.35", "GoogleHC/1.0", "ELB-HealthChecker/2.0")) {
                assertThat(send(nobody, edgeRequest("/pipelines").header("User-Agent", agent))
                                .statusCode())
                        .isEqualTo(403);
            }
            assertThat(send(edge, edgeRequest("/pipelines").method("POST", HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void theHeadOfAQuestionHasABound() throws Exception {
        try (var edge = nginx(Optional.of(EDGE))) {
            var fits = send(edge, edgeRequest("/pipelines").header("X-Synapsemesh-Token", "x".repeat(40_000)));
            assertThat(fits.statusCode()).isEqualTo(401);
            var tooMuch = edgeRequest("/pipelines")
                    .header("X-Synapsemesh-Token", "x".repeat(AuthRequestServer.HEADERS_BYTES_MAX));
            assertThat(send(edge, tooMuch).statusCode()).isNotEqualTo(204);
        }
    }
}
