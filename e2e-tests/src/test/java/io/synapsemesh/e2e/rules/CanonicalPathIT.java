package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.e2e.rules.DevClient.Answer;
import io.synapsemesh.e2e.rules.DevClient.Request;
import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.simulator.http.ReceivedRequest;
import io.synapsemesh.simulator.oidc.TokenDraft;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// rules.md A, "Canonical path", "Two tokens, one place", and what a denial says: through a sidecar, as an application
/// does, and straight at the gateway with a sidecar's certificate, as a stolen one would.
final class CanonicalPathIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HOST = "contoso.dev.azuresynapse.net";
    private static final String POOLS = "/livyApi/versions/2019-11-01-preview/sparkPools/";
    private static final String SUSPENDED = "3f1c0f5e-0000-0000-0000-00000000dead";
    private static final String PIPELINES = "/pipelines?api-version=2020-12-01";

    @SuppressWarnings("NullAway.Init") // set before the first test
    private static MeshUnderTest mesh;

    @SuppressWarnings("NullAway.Init")
    private static People people;

    @SuppressWarnings("NullAway.Init")
    private static Certificates.Held svid;

    @BeforeAll
    static void start() throws InterruptedException {
        mesh = MeshUnderTest.start(CanonicalPathIT.class, MeshUnderTest.Runner.PROCESS, "contoso");
        people = new People(mesh.simulator());
        svid = mesh.svid(mesh.nightly());
        mesh.edit(Documents.CONNECT).append("""
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseAccessPolicy
                metadata: {name: not-the-suspended, namespace: analytics}
                spec:
                  action: Deny
                  workspaces: {names: [contoso]}
                  endpoints: [dev]
                  operations: [Microsoft.Synapse/workspaces/artifacts/read]
                  subjects:
                  - group: {provider: entra, id: %s}
                ---
                apiVersion: synapsemesh.io/v1alpha1
                kind: SynapseRoleBinding
                metadata: {name: bea, namespace: analytics}
                spec:
                  workspaces: {names: [contoso]}
                  role: Synapse Artifact User
                  subjects:
                  - user: {provider: entra, tenant: %s, id: %s}
                """.formatted(SUSPENDED, Simulator.TENANT_ID, People.BEA));
        mesh.controlPlane().settled().join();
    }

    @AfterAll
    static void stop() {
        mesh.close();
    }

    /// The shapes that Envoy, Nginx and Synapse read differently.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pipelines;x=1",
                "/livyApi/versions/2019-11-01-preview/sparkPools/pool;x=1/sessions",
                "/livyApi/versions/2019-11-01-preview/sparkPools/pool%3Bx=1/sessions",
                "//pipelines",
                "/pipelines//p1",
                "/./pipelines",
                "/x/../pipelines",
                "/x/%2e%2e/pipelines",
                "/pipelines/%2E",
                "/pipelines/p1.",
                "/pipelines/p1%20",
                "/%70ipelines",
                "/pipelines%2Fp1",
                "/pipelines\\p1",
                "/pipelines%5Cp1",
                "/pipelines/%00",
                "/pipelines/%C0%AF",
                "/pipelines/%FF",
                "/pipelines/%E9",
                "/pipelines/%",
                "/pipelines/%4",
                "/pipelines/%zz",
                "/pipelines/p+1",
                "/pipelines/p*",
                "/pipelines/a:b",
                "/pipelines/{p}",
                "/pipelines/\u00e9",
                "pipelines",
                "*",
                "/pipelines#x",
                "/pipelines/%23x"
            })
    void aPathInAnyOtherSpellingIsRefusedInSynapsesWordsBeforeItReachesSynapse(String target) throws IOException {
        Request request = Request.get(target).with(people.synapse()).with(people.meshToken(Documents.ANALYSTS));
        refusedEverywhere(request);
    }

    @Test
    void aPathLongerThanTheLimitIsRefusedAndOneAtTheLimitIsNot() throws IOException {
        String longest = "/pipelines/" + "p".repeat(2048 - "/pipelines/".length());
        Request fits = Request.get(longest + "?q=" + "x".repeat(100))
                .with(people.synapse())
                .with(people.meshToken(Documents.ANALYSTS));
        assertThat(throughSidecar(fits).status()).isNotEqualTo(400);
        refusedEverywhere(new Request("GET", longest + "p", fits.headers()));
    }

    @Test
    void aPathParameterDoesNotSlipPastAGrantOfOneItem() throws IOException {
        String token = people.meshToken(Documents.ENGINEERS);
        Request pool =
                Request.post(POOLS + "pool/sessions").with(people.synapse()).with(token);
        assertThat(throughSidecar(pool).status()).isEqualTo(200);
        assertThat(throughSidecar(new Request("POST", POOLS + "POOL/sessions", pool.headers()))
                        .status())
                .as("items compare without case")
                .isEqualTo(200);
        assertThat(throughSidecar(new Request("POST", POOLS + "other/sessions", pool.headers()))
                        .status())
                .isEqualTo(403);
        refusedEverywhere(new Request("POST", POOLS + "pool;x=1/sessions", pool.headers()));
        refusedEverywhere(new Request("POST", POOLS + "other;/../pool/sessions", pool.headers()));
    }

    @Test
    void aTokenWithoutItsGroupsDoesNotSlipPastADenyByGroup() throws IOException {
        // Bea's grant names her, so that only the Deny reads her groups.
        TokenDraft bea = people.draft(People.BEA);
        String other = Documents.ENGINEERS;
        List<TokenDraft> unknown = List.of(
                bea.overage(),
                bea.hasGroups(),
                bea,
                bea.claim("groups", null),
                bea.claim("groups", true),
                bea.claim("groups", List.of()),
                bea.claim("groups", Map.of("a", other)),
                bea.groups(List.of(other)).claim("hasgroups", true),
                bea.overage().claim("groups", List.of(other)),
                bea.groups(List.of(other, SUSPENDED)));
        Request good = Request.get(PIPELINES).with(people.synapse()).with(people.meshToken(bea.groups(List.of(other))));
        assertThat(throughSidecar(good).status()).isEqualTo(200);
        for (TokenDraft token : unknown) {
            long before = mesh.simulator().devRequests().total();
            Answer answer =
                    throughSidecar(Request.get(PIPELINES).with(people.synapse()).with(people.meshToken(token)));
            // 401 where the claim has a shape that no issuer gives it: such a token proves nothing.
            assertThat(answer.status()).as("%s", token.claims()).isIn(401, 403);
            assertThat(mesh.simulator().devRequests().total()).isEqualTo(before);
        }
    }

    @Test
    void theMeshTokenNeverReachesSynapseAndItsOwnTokenDoesUntouched() throws IOException {
        String token = people.meshToken(Documents.ANALYSTS);
        Request request = Request.get(PIPELINES).with(people.synapse()).with(token);
        for (Answer answer : List.of(throughSidecar(request), atGateway(request))) {
            assertThat(answer.status()).isEqualTo(200);
            ReceivedRequest received = mesh.simulator().devRequests().requests().getLast();
            assertThat(received.headers().keySet()).noneMatch(name -> name.startsWith("x-synapsemesh"));
            assertThat(received.header("authorization"))
                    .hasValue(people.synapse().substring("Authorization: ".length()));
            String mesh = token.substring(token.indexOf(' ') + 1);
            assertThat(received.headers().values())
                    .noneMatch(values -> values.stream().anyMatch(v -> v.contains(mesh)));
        }
    }

    @Test
    void whoSaysInAHeaderWhoItIsIsNotBelieved() throws IOException {
        Request plain = Request.get(PIPELINES).with(people.synapse());
        assertThat(throughSidecar(plain).status())
                .as("the workload itself may not")
                .isEqualTo(403);
        List<String> claims = List.of(
                "X-SynapseMesh-Principal: " + People.ALICE,
                "x-synapsemesh-groups: " + Documents.ANALYSTS,
                "X-SynapseMesh-Decision: Allow",
                "X-Synapsemesh-Workspace: analytics/contoso",
                "X_SynapseMesh_Token: x",
                "X-Forwarded-Client-Cert: URI=spiffe://demo.invalid/ns/bi/sa/dashboards",
                "X-Envoy-Original-Path: /pipelines",
                "X-HTTP-Method-Override: DELETE",
                "X-HTTP-Method: DELETE",
                "X-Original-URL: /roleAssignments",
                "X-Rewrite-URL: /roleAssignments");
        for (String claim : claims) {
            assertThat(throughSidecar(plain.with(claim)).status()).as(claim).isEqualTo(403);
            assertThat(atGateway(plain.with(claim)).status()).as(claim).isEqualTo(403);
        }
        Request allowed = plain.with(people.meshToken(Documents.ANALYSTS));
        for (String claim : claims) {
            allowed = allowed.with(claim);
        }
        for (Answer answer : List.of(throughSidecar(allowed), atGateway(allowed))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(mesh.simulator()
                            .devRequests()
                            .requests()
                            .getLast()
                            .headers()
                            .keySet())
                    .noneMatch(
                            name -> name.matches(
                                    "x.synapsemesh.*|x-forwarded-client-cert|x-envoy-.*|x-http-method.*|x-original-url|x-rewrite-url"));
        }
    }

    @Test
    void aDenialHasSynapsesShapeWithActionAndExactScope() throws IOException {
        Request request = Request.post(POOLS + "other/sessions")
                .with(people.synapse())
                .with(people.meshToken(Documents.ENGINEERS));
        for (Answer answer : List.of(throughSidecar(request), atGateway(request))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("content-type")).hasValue("application/json");
            assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                            {"error":{"code":"Unauthorized","message":"The principal '%s' does not have the required Synapse RBAC permission to perform this action. Required permission: Action: Microsoft.Synapse/workspaces/bigDataPools/useCompute/action, Scope: workspaces/contoso/bigDataPools/other/*."}}
                            """.formatted(People.ALICE)));
        }
    }

    @Test
    void aBadTokenIsA401AndAnUnknownHostA404() throws IOException {
        Request bad = Request.get(PIPELINES).with(people.synapse()).with("X-SynapseMesh-Token: nonsense");
        assertThat(throughSidecar(bad).status()).isEqualTo(401);
        Request other = Request.get(PIPELINES).with(people.synapse()).with("Host: fabrikam.dev.azuresynapse.net");
        Answer answer = atGateway(other.with(people.meshToken(Documents.ANALYSTS)));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(error(answer).path("code").asText()).isEqualTo("NotFound");
    }

    private static void refusedEverywhere(Request request) throws IOException {
        long before = mesh.simulator().devRequests().total();
        for (Answer answer : List.of(throughSidecar(request), atGateway(request))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(error(answer).path("code").asText()).isEqualTo("BadRequest");
        }
        assertThat(mesh.simulator().devRequests().total()).isEqualTo(before);
    }

    private static JsonNode error(Answer answer) throws IOException {
        return JSON.readTree(answer.body()).path("error");
    }

    private static Answer throughSidecar(Request request) throws IOException {
        try (var client = DevClient.connect(
                Certificates.trusting(mesh.clientCa()), mesh.nightly().dev("contoso"), HOST)) {
            return client.send(request);
        }
    }

    private static Answer atGateway(Request request) throws IOException {
        try (var client = DevClient.connect(Certificates.showing(svid), mesh.gatewayPort(), HOST)) {
            return client.send(request);
        }
    }
}
