package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.oidc.EntraApp;
import io.synapsemesh.simulator.oidc.EntraTokenEndpoint;
import io.synapsemesh.simulator.oidc.MachineIdentity;
import io.synapsemesh.simulator.oidc.TokenDraft;
import io.synapsemesh.simulator.oidc.TokenSignature;
import io.synapsemesh.simulator.oidc.TokenTrouble;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Entra's token endpoint and the metadata service as they are on the wire.
final class TokenEndpointTest {
    private static final String APP = "44444444-4444-4444-4444-444444444444";
    private static final String ALICE = "77777777-7777-7777-7777-777777777777";
    private static final String SYNAPSE = "https://dev.azuresynapse.net";
    private static final String EXCHANGE = "api://AzureADTokenExchange";

    private final Simulator simulator = Simulator.start(List.of("contoso"));
    private final Browser browser = new Browser(simulator);
    private final EntraTokenEndpoint endpoint = simulator.tenant().tokens();

    TokenEndpointTest() {
        endpoint.trustIssuer(simulator.ci().issuerUrl(), simulator.ci().issuer()::publishedKeys);
        endpoint.register(new EntraApp(
                APP,
                "44444444-0000-0000-0000-000000000001",
                Set.of(APP, "api://synapsemesh"),
                Set.of("right"),
                List.of(new EntraApp.Federated(simulator.ci().issuerUrl(), "system:serviceaccount:a:b", EXCHANGE))));
    }

    @AfterEach
    void close() {
        browser.close();
        simulator.close();
    }

    @Test
    void aTokenIsAnsweredAsEntraAnswersIt() throws Exception {
        JsonNode answer = json(ask(clientCredentials()), 200);
        assertThat(answer.get("token_type").textValue()).isEqualTo("Bearer");
        assertThat(answer.get("expires_in").isInt()).isTrue();
        JWTClaimsSet claims = claims(answer);
        assertThat(claims.getAudience()).containsExactly(SYNAPSE);
        assertThat(claims.getIssuer()).isEqualTo(simulator.tenant().issuerV1());
        assertThat(claims.getClaim("scp")).isNull();
        assertThat(browser.get(
                                "contoso",
                                "/workspace?api-version=2020-12-01",
                                answer.get("access_token").textValue())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void discoveryLeadsToIt() throws Exception {
        var uri = URI.create(
                simulator.oidc().baseUrl() + "/" + Simulator.TENANT_ID + "/v2.0/.well-known/openid-configuration");
        JsonNode document = json(browser.get(uri), 200);
        assertThat(document.get("token_endpoint").textValue())
                .isEqualTo(tokenUri().toString());
        var instances = URI.create(simulator.oidc().baseUrl()
                + "/common/discovery/instance?api-version=1.1&authorization_endpoint="
                + "https%3A%2F%2Flogin.corp.example%2Ftenant%2Foauth2%2Fv2.0%2Fauthorize");
        assertThat(json(browser.get(instances), 200)
                        .get("metadata")
                        .get(0)
                        .get("preferred_network")
                        .textValue())
                .isEqualTo("login.corp.example");
    }

    @Test
    void aWrongRequestIsRefusedWithEntrasNumbers() throws Exception {
        refused(clientCredentials("client_secret", "wrong"), 401, "invalid_client", 7_000_215);
        refused(clientCredentials("client_secret", ""), 401, "invalid_client", 7_000_215);
        refused(without("client_secret"), 401, "invalid_client", 7_000_218);
        refused(clientCredentials("client_id", ALICE), 400, "unauthorized_client", 700_016);
        refused(clientCredentials("scope", SYNAPSE), 400, "invalid_scope", 1_002_012);
        refused(clientCredentials("scope", SYNAPSE + "//.default"), 400, "invalid_resource", 500_011);
        refused(clientCredentials("grant_type", "password"), 400, "unsupported_grant_type", 70_003);
        refused(without("grant_type"), 400, "invalid_request", 900_144);
        assertThat(browser.send(HttpRequest.newBuilder(tokenUri()).GET()).statusCode())
                .isEqualTo(405);
        assertThat(endpoint.grants()).isEmpty();
    }

    @Test
    void aFederatedAssertionProvesTheAppLetterForLetter() throws Exception {
        assertThat(ask(asserted(kubernetes())).statusCode()).isEqualTo(200);
        refused(asserted(kubernetes().claim("sub", "system:serviceaccount:a:B")), 401, "invalid_client", 700_213);
        refused(asserted(kubernetes().claim("aud", "api://other")), 401, "invalid_client", 700_213);
        refused(asserted(kubernetes().claim("iss", "https://other.example")), 401, "invalid_client", 700_213);
        refused(asserted(kubernetes().claim("exp", 1)), 401, "invalid_client", 700_024);
        refused(asserted(kubernetes().signed(new TokenSignature.ForeignKey())), 401, "invalid_client", 50_013);
        var form = asserted(kubernetes());
        form.put("client_assertion_type", "other");
        refused(form, 401, "invalid_client", 7_000_218);
    }

    @Test
    void onlyAUsersTokenForThisAppIsExchanged() throws Exception {
        var tenant = simulator.tenant();
        var alice = tenant.userV2(ALICE, "api://synapsemesh");
        JWTClaimsSet claims = claims(json(ask(onBehalfOf(alice)), 200));
        assertThat(claims.getStringClaim("oid")).isEqualTo(ALICE);
        assertThat(claims.getStringClaim("scp")).isEqualTo("user_impersonation");
        assertThat(ask(onBehalfOf(tenant.userV1(ALICE, APP))).statusCode()).isEqualTo(200);
        refused(onBehalfOf(tenant.app(ALICE, APP, APP)), 400, "invalid_grant", 7_000_114);
        refused(onBehalfOf(tenant.userV2(ALICE, SYNAPSE)), 400, "invalid_grant", 500_131);
        refused(onBehalfOf(alice.claim("exp", 1)), 400, "invalid_grant", 500_133);
        refused(onBehalfOf(alice.claim("iss", "https://other.example")), 400, "invalid_grant", 50_013);
        refused(onBehalfOf(alice.signed(new TokenSignature.ForeignKey())), 400, "invalid_grant", 50_013);
        var form = onBehalfOf(alice);
        form.put("assertion", "no token");
        refused(form, 400, "invalid_grant", 50_027);
        form = onBehalfOf(alice);
        form.remove("requested_token_use");
        refused(form, 400, "invalid_request", 900_144);
    }

    @Test
    void conditionalAccessIsAChallengeThatAStrongerTokenMeets() throws Exception {
        endpoint.requireContext(ALICE, "c1");
        var alice = simulator.tenant().userV2(ALICE, "api://synapsemesh");
        JsonNode challenge = refused(onBehalfOf(alice), 400, "interaction_required", 50_079);
        assertThat(Json.MAPPER
                        .readTree(challenge.get("claims").textValue())
                        .at("/access_token/acrs/value")
                        .textValue())
                .isEqualTo("c1");
        assertThat(ask(onBehalfOf(alice.claim("acrs", List.of("c1")))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theMetadataServiceAnswersInStringsAndOnlyToItsHeader() throws Exception {
        simulator.imds().systemAssigned(new MachineIdentity("66666666-1", "66666666-2", "/machine"));
        JsonNode answer = json(machine("", "true"), 200);
        for (String name : List.of("expires_in", "expires_on", "not_before", "ext_expires_in")) {
            assertThat(answer.get(name).isTextual()).as(name).isTrue();
        }
        assertThat(claims(answer).getStringClaim("oid")).isEqualTo("66666666-2");
        assertThat(machine("", "").statusCode()).isEqualTo(400);
        assertThat(machine("", "false").statusCode()).isEqualTo(400);
        var user = new MachineIdentity("66666666-3", "66666666-4", "/subscriptions/s/id");
        simulator.imds().userAssigned(user);
        for (String selector :
                List.of("client_id=66666666-3", "object_id=66666666-4", "msi_res_id=%2Fsubscriptions%2Fs%2Fid")) {
            assertThat(claims(json(machine("&" + selector, "true"), 200)).getStringClaim("oid"))
                    .isEqualTo("66666666-4");
        }
        assertThat(machine("&client_id=66666666-9", "true").statusCode()).isEqualTo(400);
    }

    @Test
    void troubleIsAnsweredAsTold() throws Exception {
        endpoint.trouble(new TokenTrouble.Status(429, Optional.of(Duration.ofSeconds(7))));
        HttpResponse<String> throttled = ask(clientCredentials());
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).contains("7");
        endpoint.trouble(new TokenTrouble.Claim("aud", "https://graph.microsoft.com"));
        assertThat(claims(json(ask(clientCredentials()), 200)).getAudience())
                .containsExactly("https://graph.microsoft.com");
        assertThat(endpoint.requests()).isEqualTo(2);
    }

    private TokenDraft kubernetes() {
        return simulator.ci().job("none/none", "none", EXCHANGE).claim("sub", "system:serviceaccount:a:b");
    }

    private Map<String, String> clientCredentials() {
        return clientCredentials("client_secret", "right");
    }

    private static Map<String, String> clientCredentials(String name, String value) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", APP);
        form.put("client_secret", "right");
        form.put("scope", SYNAPSE + "/.default");
        form.put(name, value);
        return form;
    }

    private static Map<String, String> without(String name) {
        var form = clientCredentials(name, "");
        form.remove(name);
        return form;
    }

    private Map<String, String> asserted(TokenDraft assertion) {
        var form = without("client_secret");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", simulator.ci().mint(assertion));
        return form;
    }

    private Map<String, String> onBehalfOf(TokenDraft assertion) {
        var form = clientCredentials("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("requested_token_use", "on_behalf_of");
        form.put("assertion", simulator.tenant().mint(assertion));
        return form;
    }

    private URI tokenUri() {
        return URI.create(simulator.oidc().baseUrl() + "/" + Simulator.TENANT_ID + "/oauth2/v2.0/token");
    }

    private HttpResponse<String> ask(Map<String, String> form) throws Exception {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return browser.send(HttpRequest.newBuilder(tokenUri())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> machine(String more, String metadata) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(simulator.imds().uri()
                + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + SYNAPSE + more));
        return browser.send(metadata.isEmpty() ? request : request.header("Metadata", metadata));
    }

    private JsonNode refused(Map<String, String> form, int status, String error, int code) throws Exception {
        JsonNode answer = json(ask(form), status);
        assertThat(answer.get("error").textValue()).isEqualTo(error);
        assertThat(answer.get("error_codes").get(0).intValue()).isEqualTo(code);
        assertThat(answer.get("error_description").textValue()).startsWith("AADSTS" + code + ": ");
        return answer;
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Json.MAPPER.readTree(response.body());
    }

    private static JWTClaimsSet claims(JsonNode answer) throws Exception {
        return SignedJWT.parse(answer.get("access_token").textValue()).getJWTClaimsSet();
    }
}
