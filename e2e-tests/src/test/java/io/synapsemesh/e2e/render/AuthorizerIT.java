package io.synapsemesh.e2e.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import io.synapsemesh.e2e.harness.AuthorizerFake;
import io.synapsemesh.e2e.harness.Ports;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.ReceivedRequest;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real Envoy between `pre` and `final`: whom it asks the identity-mapper about, what it tells it, and how far the
/// answer counts. The mapper is a [AuthorizerFake], mostly one that says yes to everything.
@SuppressWarnings("NullAway.Init") // set by JUnit before the first test
final class AuthorizerIT {
    private static final String OVERAGE = TestToken.of("\"_claim_names\":{\"groups\":\"src1\"}");
    private static final String CLOSED = TestToken.of("\"groups\":[\"g1\"]");
    private static final String STRANGER = TestToken.of("\"groups\":[\"g2\"]");
    private static final String BODY =
            "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"Scope: workspaces/contoso\"}}";
    private static final String TIMEOUT = "\"code\":\"AuthorizerTimeout\"";
    private static final String MESH_TOKEN = "X-SynapseMesh-Token";
    private static final String UPSTREAM = "x-synapsemesh-upstream-authorization";

    @TempDir
    static Path folder;

    private static TestAuthority mesh;
    private static AuthorizerFake mapper;
    private static RequestLog synapse;
    private static FakeHttps upstream;
    private static Gateway asks;
    private static Gateway injects;
    private static Gateway tries;

    /// One Envoy.
    private record Gateway(EnvoyProcess envoy, int port) {
        static Gateway start(UpstreamCredential credential, Enforcement enforcement, int authorizer)
                throws IOException {
            String name = credential.documentName() + "-" + enforcement + "-" + authorizer;
            Path home = Files.createDirectories(folder.resolve(name));
            var ports = new RenderedGateway.Ports(Ports.inARow(1), upstream.port(), RenderedGateway.NOBODY, authorizer);
            var rendered = new RenderedGateway(mesh, new TestAuthority("partner.example"), credential, enforcement);
            var envoy = EnvoyProcess.start(EnvoyBinary.find(), EnvoyLaunch.of(name, home, rendered.write(home, ports)));
            envoy.awaitReady(Duration.ofSeconds(30));
            return new Gateway(envoy, ports.own());
        }

        GatewayAnswer ask(TestAuthority.Identity carrier, String method, String path, Map<String, String> headers)
                throws IOException {
            return GatewayAnswer.of(carrier, port, method, path, headers);
        }

        GatewayAnswer get(String path, String token) throws IOException {
            return ask(web(), "GET", path, Map.of(MESH_TOKEN, token));
        }

        GatewayAnswer bearer(String path, String token) throws IOException {
            return ask(web(), "GET", path, Map.of("Authorization", "Bearer " + token));
        }
    }

    @BeforeAll
    static void start() throws IOException {
        mesh = new TestAuthority("corp.example");
        var door = mesh.identity(SpiffeId.ofControlPlane(RenderedGateway.MESH).uri());
        mapper = new AuthorizerFake(door.chainPem(), door.keyPem());
        synapse = new RequestLog();
        upstream = FakeHttps.start(
                mesh.server(RenderedGateway.DEV).client(), synapse, _ -> Reply.text(200, "text/plain", "done"));
        asks = Gateway.start(UpstreamCredential.PASS_THROUGH, Enforcement.ENFORCE, mapper.port());
        injects = Gateway.start(
                new UpstreamCredential.ManagedIdentity(Optional.empty()), Enforcement.ENFORCE, mapper.port());
        tries = Gateway.start(UpstreamCredential.PASS_THROUGH, Enforcement.AUDIT, mapper.port());
    }

    @AfterAll
    static void stop() {
        List.of(asks, injects, tries).forEach(gateway -> gateway.envoy().close());
        upstream.close();
        mapper.close();
    }

    @BeforeEach
    void startAgain() {
        mapper.answer(_ -> AuthorizerFake.allow());
        mapper.forget();
    }

    @Test
    void asksNobodyAboutWhatEnvoyItselfAllows() throws IOException {
        assertThat(asks.get("/pipelines", CLOSED).status()).isEqualTo(200);
        assertThat(mapper.asked()).isEmpty();
    }

    /// As many as Entra puts into a token; with one more it would be open.
    @Test
    void decidesATokenWithTwoHundredGroupsAlone() throws IOException {
        String groups = IntStream.range(0, 199)
                .mapToObj("\"3f1c0f5e-0000-4000-8000-%012d\""::formatted)
                .collect(Collectors.joining(",", "\"groups\":[", ",\"g1\"]"));
        assertThat(asks.get("/pipelines", TestToken.of(groups)).status()).isEqualTo(200);
        assertThat(mapper.asked()).isEmpty();
    }

    @Test
    void asksNobodyAboutWhatIsAnsweredAnyway() throws IOException {
        assertThat(asks.get("/pipelines;x=1", OVERAGE).status()).isEqualTo(400);
        assertThat(injects.bearer("//pipelines", CLOSED).status()).isEqualTo(400);
        assertThat(asks.get("/pipelines", CLOSED + "x").status()).isEqualTo(401);
        assertThat(mapper.asked()).isEmpty();
    }

    @Test
    void letsAnOpenTokenPassOnTheMappersWord() throws IOException {
        for (String open : List.of(
                OVERAGE,
                TestToken.of("\"groups\":[\"g1\"],\"act\":{\"sub\":\"agent\"}"),
                TestToken.of("\"groups\":null"),
                TestToken.ofUnknownKind("\"groups\":[\"g1\"]"))) {
            assertThat(asks.get("/pipelines", open).status()).isEqualTo(200);
        }
        assertThat(mapper.asked()).hasSize(4);
    }

    @Test
    void refusesInTheMappersWords() throws IOException {
        mapper.answer(_ -> AuthorizerFake.deny(403, BODY));
        GatewayAnswer answer = asks.get("/pipelines", OVERAGE);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo(BODY);
        assertThat(answer.head()).contains("content-type: application/json");
        mapper.answer(_ -> AuthorizerFake.deny(401, BODY));
        assertThat(asks.get("/pipelines", OVERAGE)).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo(BODY);
        });
    }

    @Test
    void refusesAClosedRequestInTheMappersWordsToo() throws IOException {
        mapper.answer(_ -> AuthorizerFake.deny(403, BODY));
        assertThat(asks.get("/pipelines", STRANGER).body()).isEqualTo(BODY);
    }

    @Test
    void tellsWhatADecisionNeedsAndNothingMore() throws Exception {
        asks.ask(
                web(),
                "GET",
                "/Pipelines/p%201?api-version=1",
                Map.of(
                        MESH_TOKEN,
                        OVERAGE,
                        "Authorization",
                        "Bearer for-synapse",
                        "Cookie",
                        "a=b",
                        "X-Forwarded-For",
                        "10.9.8.7",
                        "x-synapsemesh-principal",
                        "mallory",
                        "x-request-id",
                        "r1"));
        AuthorizerFake.Asked asked = mapper.asked().getFirst();
        var about = asked.request().getAttributes();
        var http = about.getRequest().getHttp();
        assertThat(http.getMethod()).isEqualTo("GET");
        assertThat(http.getPath()).isEqualTo("/Pipelines/p%201?api-version=1");
        assertThat(http.getHost()).isEqualTo(RenderedGateway.DEV);
        assertThat(http.getHeadersMap())
                .containsOnlyKeys("x-synapsemesh-token", "x-request-id")
                .containsEntry("x-synapsemesh-token", OVERAGE);
        assertThat(http.getBody()).isEmpty();
        assertThat(about.getContextExtensionsMap())
                .containsEntry("synapsemesh.workspace", "analytics/contoso")
                .containsEntry("synapsemesh.endpoint", "dev");
        assertThat(about.getTlsSession().getSni()).isEqualTo(RenderedGateway.DEV);
        assertThat(about.getSource().getPrincipal()).isEqualTo("spiffe://corp.example/ns/web/sa/app");
        assertThat(about.getSource().getAddress().getSocketAddress().getAddress())
                .isEqualTo("127.0.0.1");
        assertThat(URLDecoder.decode(about.getSource().getCertificate(), StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(about.getMetadataContext().getFilterMetadataMap()).isEmpty();
    }

    @Test
    void showsItsOwnCertificate() throws Exception {
        asks.get("/pipelines", OVERAGE);
        AuthorizerFake.Asked asked = mapper.asked().getFirst();
        var shown = (X509Certificate) asked.certificate().orElseThrow();
        assertThat(shown.getSubjectAlternativeNames()).containsExactly(List.of(6, RenderedGateway.GATEWAY.uri()));
    }

    /// Policies reach Envoy and the mapper at different moments: the stricter of the two counts.
    @Test
    void letsNothingPassThatEnvoyItselfDenies() throws IOException {
        assertThat(asks.get("/pipelines", STRANGER).status()).isEqualTo(403);
        assertThat(asks.get("/pipelines", TestToken.of("\"groups\":[\"g1\",\"finance\"]"))
                        .status())
                .isEqualTo(403);
        assertThat(asks.ask(web(), "GET", "/pipelines", Map.of()).status()).isEqualTo(403);
        assertThat(injects.bearer("/pipelines", STRANGER).status()).isEqualTo(403);
        assertThat(mapper.asked()).hasSize(4);
    }

    @Test
    void letsNoTokenPassACarrierThatMayNotConnect() throws IOException {
        var guest = mesh.identity("spiffe://corp.example/ns/guest/sa/nobody");
        assertThat(asks.ask(guest, "GET", "/pipelines", Map.of(MESH_TOKEN, OVERAGE))
                        .status())
                .isEqualTo(403);
        assertThat(mapper.asked()).hasSize(1);
    }

    @Test
    void letsNothingPassOnAnAnswerWithoutAVerdict() throws IOException {
        mapper.answer(
                _ -> AuthorizerFake.allow().toBuilder().clearDynamicMetadata().build());
        assertThat(asks.get("/pipelines", OVERAGE).status()).isEqualTo(403);
        assertThat(injects.bearer("/pipelines", CLOSED).status()).isEqualTo(403);
    }

    @Test
    void letsTheMapperChangeNoOtherHeader() throws IOException {
        for (String header : List.of("authorization", "x-forwarded-for", ":path", "x-ms-anything", UPSTREAM)) {
            mapper.answer(_ -> AuthorizerFake.allow(header, "/other"));
            assertThat(asks.get("/pipelines", OVERAGE).status()).as(header).isEqualTo(500);
        }
        mapper.answer(_ -> AuthorizerFake.allow("authorization", "Bearer of-another"));
        assertThat(injects.bearer("/pipelines", CLOSED).status()).isEqualTo(500);
    }

    @Test
    void refusesWhenNoAnswerComesInTime() throws IOException {
        var never = new CountDownLatch(1);
        mapper.answer(_ -> {
            await(never);
            return AuthorizerFake.allow();
        });
        var before = Instant.now();
        GatewayAnswer answer = asks.get("/pipelines", OVERAGE);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains(TIMEOUT)
                .contains("Action: Microsoft.Synapse/workspaces/artifacts/read, Scope: workspaces/contoso/*.");
        assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofMillis(3_900), Duration.ofSeconds(9));
        assertThat(asks.get("/pipelines", CLOSED).status()).isEqualTo(200);
        never.countDown();
    }

    @Test
    void withoutAMapperOnlyClosedRequestsPass() throws IOException {
        Gateway alone = Gateway.start(UpstreamCredential.PASS_THROUGH, Enforcement.ENFORCE, RenderedGateway.NOBODY);
        Gateway poor = Gateway.start(
                new UpstreamCredential.ManagedIdentity(Optional.empty()), Enforcement.ENFORCE, RenderedGateway.NOBODY);
        try {
            assertThat(alone.get("/pipelines", CLOSED).status()).isEqualTo(200);
            for (String token : List.of(OVERAGE, STRANGER)) {
                assertThat(alone.get("/pipelines", token)).satisfies(refused -> {
                    assertThat(refused.status()).isEqualTo(403);
                    assertThat(refused.body()).contains(TIMEOUT);
                });
            }
            assertThat(poor.bearer("/pipelines", CLOSED).status()).isEqualTo(403);
        } finally {
            alone.envoy().close();
            poor.envoy().close();
        }
    }

    @Test
    void asksAboutEverythingWhereATokenIsInjectedAndBringsIt() throws IOException {
        mapper.answer(_ -> AuthorizerFake.allow(UPSTREAM, "Bearer for-synapse"));
        assertThat(injects.bearer("/pipelines", CLOSED).status()).isEqualTo(200);
        assertThat(injects.bearer("/pipelines", OVERAGE).status()).isEqualTo(200);
        var nightly = mesh.identity("spiffe://corp.example/ns/etl/sa/nightly");
        assertThat(injects.ask(nightly, "GET", "/pipelines", Map.of()).status()).isEqualTo(200);
        assertThat(mapper.asked()).hasSize(3);
        assertThat(mapper.asked()
                        .getFirst()
                        .request()
                        .getAttributes()
                        .getRequest()
                        .getHttp()
                        .getHeadersMap())
                .containsEntry("authorization", "Bearer " + CLOSED);
        for (ReceivedRequest sent : lastOf(3)) {
            assertThat(sent.headers()).containsEntry("authorization", List.of("Bearer for-synapse"));
            assertThat(sent.headers().keySet()).noneMatch(name -> name.startsWith("x-synapsemesh"));
        }
    }

    /// Whatever the mapper forgets: a mesh token never gets to Synapse.
    @Test
    void takesTheMeshTokenOffAlsoWhereNoneIsBrought() throws IOException {
        GatewayAnswer answer = injects.ask(
                web(),
                "GET",
                "/pipelines",
                Map.of("Authorization", "Bearer " + CLOSED, UPSTREAM, "Bearer from-the-client"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(lastOf(1).getFirst().headers())
                .doesNotContainKey("authorization")
                .doesNotContainKey(UPSTREAM);
    }

    @Test
    void passesTheCallersOwnTokenOnUntouchedAndNoOtherIdentity() throws IOException {
        asks.ask(
                web(),
                "GET",
                "/pipelines",
                Map.of(
                        MESH_TOKEN,
                        OVERAGE,
                        "Authorization",
                        "Bearer cargo",
                        "X-Forwarded-User",
                        "mallory",
                        "X-Auth-Request-Email",
                        "mallory@example.com",
                        "X-MS-CLIENT-PRINCIPAL-NAME",
                        "mallory",
                        "Cf-Access-Jwt-Assertion",
                        "a.b.c",
                        "Remote-User",
                        "mallory",
                        "X_Synapsemesh_Token",
                        "a.b.c"));
        assertThat(lastOf(1).getFirst().headers())
                .containsEntry("authorization", List.of("Bearer cargo"))
                .containsOnlyKeys("authorization", "host", "x-forwarded-proto", "x-request-id");
    }

    @Test
    void letsTheMapperTakeTheMeshTokenOffAndBringWhatLogsAreJoinedBy() throws IOException {
        mapper.answer(_ -> AuthorizerFake.remove("x-synapsemesh-token"));
        assertThat(asks.get("/pipelines", OVERAGE).status()).isEqualTo(200);
        mapper.answer(_ -> AuthorizerFake.allow("x-ms-client-request-id", "r1"));
        assertThat(injects.bearer("/pipelines", CLOSED).status()).isEqualTo(200);
        assertThat(lastOf(1).getFirst().headers()).containsEntry("x-ms-client-request-id", List.of("r1"));
    }

    @Test
    void onTrialPassesWithoutAnAnswerWhatNoDenyMayMean() throws IOException {
        Gateway alone = Gateway.start(UpstreamCredential.PASS_THROUGH, Enforcement.AUDIT, RenderedGateway.NOBODY);
        try {
            assertThat(alone.get("/pipelines", STRANGER).status()).isEqualTo(200);
            assertThat(alone.get("/workspace", OVERAGE).status()).isEqualTo(200);
            assertThat(alone.get("/pipelines", OVERAGE).status()).isEqualTo(403);
        } finally {
            alone.envoy().close();
        }
    }

    @Test
    void onTrialTheMapperSaysWhomADenyDoesNotMean() throws IOException {
        assertThat(tries.get("/pipelines", OVERAGE).status()).isEqualTo(200);
        mapper.answer(_ -> AuthorizerFake.deny(403, BODY));
        assertThat(tries.get("/pipelines", OVERAGE).body()).isEqualTo(BODY);
    }

    private static List<ReceivedRequest> lastOf(int count) {
        List<ReceivedRequest> all = synapse.requests();
        return all.subList(all.size() - count, all.size());
    }

    private static TestAuthority.Identity web() {
        return mesh.identity("spiffe://corp.example/ns/web/sa/app");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
