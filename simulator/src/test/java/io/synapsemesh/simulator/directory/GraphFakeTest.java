package io.synapsemesh.simulator.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.simulator.oidc.OidcIssuerFake;
import io.synapsemesh.simulator.oidc.TokenDraft;
import io.synapsemesh.simulator.synapse.TokenTrust;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GraphFakeTest {
    private static final String TENANT = "11111111-1111-1111-1111-111111111111";
    private static final String ALICE = "aaaaaaaa-0000-0000-0000-000000000001";
    private static final String APPLICATION = "bbbbbbbb-0000-0000-0000-000000000001";
    private static final String OBJECT = "cccccccc-0000-0000-0000-000000000001";

    private final Asked.Hands clock = new Asked.Hands();
    private final SimulatorCa ca = SimulatorCa.create(Clock.systemUTC());
    private final GraphFake graph = GraphFake.start(ca, clock);
    private final DirectoryState tenant = graph.directory(TENANT);
    private final Asked client = new Asked(ca);
    private final String bearer = "Bearer " + graph.token(new GraphCaller(TENANT, GraphCaller.LEAST));

    @AfterEach
    void close() {
        client.close();
        graph.close();
    }

    private static String guid(int number) {
        return "%08d-0000-0000-0000-000000000000".formatted(number);
    }

    private void alice(int groups) {
        tenant.user(ALICE);
        IntStream.range(0, groups)
                .forEach(i -> tenant.group(guid(i), "group " + i).join(ALICE, guid(i)));
    }

    private static String ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + guid(i) + "\"")
                .collect(Collectors.joining(",", "{\"groupIds\":[", "]}"));
    }

    private URI of(String object, String verb) {
        return graph.origin().resolve("/v1.0/" + object + "/" + verb);
    }

    private HttpResponse<String> check(String object, String body) throws Exception {
        return client.post(of(object, "checkMemberGroups"), bearer, body);
    }

    private static String error(HttpResponse<String> response) throws IOException {
        return response.statusCode() + " "
                + Asked.json(response).path("error").path("code").asText();
    }

    @Test
    void checksTwentyGroupsAndNotTwentyOne() throws Exception {
        alice(1);
        assertThat(Asked.json(check("users/" + ALICE, ids(20))).path("value"))
                .singleElement()
                .satisfies(id -> assertThat(id.asText()).isEqualTo(guid(0)));
        assertThat(error(check("users/" + ALICE, ids(21)))).isEqualTo("400 Request_BadRequest");
        assertThat(error(check("users/" + ALICE, "{\"groupIds\":[\"Engineers\"]}")))
                .isEqualTo("400 Request_BadRequest");
    }

    @Test
    void listsElevenThousandGroupsAndNotOneMore() throws Exception {
        alice(11_000);
        for (String verb : List.of("getMemberGroups", "getMemberObjects")) {
            var all = client.post(of("users/" + ALICE, verb), bearer, "{\"securityEnabledOnly\":false}");
            assertThat(Asked.json(all).path("value")).hasSize(11_000);
        }
        tenant.group(guid(11_000), "one more").join(ALICE, guid(11_000));
        var refused = client.post(of("users/" + ALICE, "getMemberGroups"), bearer, "{\"securityEnabledOnly\":false}");
        assertThat(error(refused)).isEqualTo("400 Directory_ResultSizeLimitExceeded");
    }

    @Test
    void pagesMembershipsToTheLast() throws Exception {
        alice(250);
        int seen = 0;
        int pages = 0;
        URI page = of("users/" + ALICE, "transitiveMemberOf?$select=id");
        while (page != null) {
            var body = Asked.json(client.get(page, bearer));
            seen += body.path("value").size();
            pages++;
            page = body.has("@odata.nextLink")
                    ? URI.create(body.path("@odata.nextLink").asText())
                    : null;
        }
        assertThat(seen).isEqualTo(250);
        assertThat(pages).isEqualTo(3);
        assertThat(error(client.get(of("users/" + ALICE, "transitiveMemberOf?$top=1000"), bearer)))
                .isEqualTo("400 Request_BadRequest");
    }

    @Test
    void aCastIsAnAdvancedQuery() throws Exception {
        alice(1);
        URI cast = of("users/" + ALICE, "transitiveMemberOf/microsoft.graph.group?$select=id&$count=true");
        assertThat(error(client.get(cast, bearer))).isEqualTo("400 Request_UnsupportedQuery");
        assertThat(client.get(cast, bearer, "ConsistencyLevel", "eventual").statusCode())
                .isEqualTo(200);
    }

    @Test
    void applicationsAreFoundByClientIdAndByObjectId() throws Exception {
        tenant.group(guid(0), "group").application(APPLICATION, OBJECT).join(OBJECT, guid(0));
        for (String object : List.of("servicePrincipals(appId='" + APPLICATION + "')", "servicePrincipals/" + OBJECT)) {
            assertThat(Asked.json(check(object, ids(1))).path("value")).hasSize(1);
        }
    }

    @Test
    void refusesAsTheServiceDoes() throws Exception {
        alice(1);
        assertThat(error(check("users/" + OBJECT, ids(1)))).isEqualTo("404 Request_ResourceNotFound");
        assertThat(error(client.post(of("users/" + ALICE, "checkMemberGroups"), "Bearer nobody", ids(1))))
                .isEqualTo("401 InvalidAuthenticationToken");
        String weak = graph.token(new GraphCaller(TENANT, Set.of("User.Read.All")));
        assertThat(error(client.post(of("users/" + ALICE, "checkMemberGroups"), "Bearer " + weak, ids(1))))
                .isEqualTo("403 Authorization_RequestDenied");
        graph.revoke(weak);
        assertThat(error(client.post(of("users/" + ALICE, "checkMemberGroups"), "Bearer " + weak, ids(1))))
                .isEqualTo("401 InvalidAuthenticationToken");
    }

    @Test
    void throttlesWithARetryAfter() throws Exception {
        alice(1);
        graph.trouble(new DirectoryTrouble.Throttled("2.128"));
        var throttled = check("users/" + ALICE, ids(1));
        assertThat(error(throttled)).isEqualTo("429 TooManyRequests");
        assertThat(throttled.headers().firstValue("Retry-After")).contains("2.128");
    }

    @Test
    void aCutAnswerIsNoAnswer() {
        alice(5);
        graph.trouble(new DirectoryTrouble.Cut(30));
        assertThatThrownBy(() -> check("users/" + ALICE, ids(5))).isInstanceOf(IOException.class);
    }

    @Test
    void aChangeShowsAfterItsTimeAndSaysWhen() throws Exception {
        alice(1);
        tenant.changesShowAfter(Duration.ofMinutes(2));
        tenant.leave(ALICE, guid(0));
        assertThat(tenant.shownSince(ALICE, guid(0))).contains(clock.instant().plus(Duration.ofMinutes(2)));
        clock.pass(Duration.ofSeconds(119));
        assertThat(Asked.json(check("users/" + ALICE, ids(1))).path("value")).hasSize(1);
        clock.pass(Duration.ofSeconds(1));
        assertThat(Asked.json(check("users/" + ALICE, ids(1))).path("value")).isEmpty();
    }

    /// Signed tokens of a trusted tenant, for Microsoft Graph, are accepted with their `roles` as permissions.
    @Test
    void believesSignedTokensForGraph() throws Exception {
        alice(1);
        try (var oidc = OidcIssuerFake.start(ca, clock)) {
            var entra = oidc.entra(TENANT);
            graph.trust(new TokenTrust(Set.of(entra.issuerV1()), entra.issuer()::publishedKeys, clock));
            TokenDraft good =
                    entra.userV1(OBJECT, "https://graph.microsoft.com").claim("roles", List.copyOf(GraphCaller.LEAST));
            assertThat(status(entra.mint(good))).isEqualTo(200);
            assertThat(status(entra.mint(good.without("roles")))).isEqualTo(403);
            assertThat(status(entra.mint(good.claim("aud", "https://dev.azuresynapse.net"))))
                    .isEqualTo(401);
            assertThat(status(entra.mint(good.claim("iss", "https://elsewhere.example/"))))
                    .isEqualTo(401);
            assertThat(status(oidc.entra(guid(9)).mint(good))).isEqualTo(401);
            assertThat(status(entra.mint(good.claim("tid", guid(9))))).isEqualTo(404);
            clock.pass(Duration.ofHours(2));
            assertThat(status(entra.mint(good))).isEqualTo(401);
        }
    }

    private int status(String token) throws Exception {
        return client.post(of("users/" + ALICE, "checkMemberGroups"), "Bearer " + token, ids(1))
                .statusCode();
    }
}
