package io.synapsemesh.simulator.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OidcIssuerFakeTest {
    private static final String TENANT = "11111111-1111-1111-1111-111111111111";
    private static final String ALICE = "22222222-2222-2222-2222-222222222222";

    private final SimulatorCa ca = SimulatorCa.create(Clock.systemUTC());
    private final Clock noon = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private final OidcIssuerFake oidc = OidcIssuerFake.start(ca, noon);
    private final EntraTenantFake tenant = oidc.entra(TENANT);
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(ca.clientContext()).build();

    @AfterEach
    void close() {
        client.shutdownNow();
        oidc.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/11111111-1111-1111-1111-111111111111/v2.0", "/11111111-1111-1111-1111-111111111111/", "/ci"})
    void discoversKeysThatVerifyTheIssuersTokens(String issuerPath) throws Exception {
        String issuer = oidc.baseUrl() + issuerPath;
        JsonNode discovery = Json.MAPPER.readTree(
                get(URI.create((issuer + "/.well-known/openid-configuration").replace("//.w", "/.w")))
                        .body());
        assertThat(discovery.get("issuer").textValue()).isEqualTo(issuer);
        var keys = JWKSet.parse(
                get(URI.create(discovery.get("jwks_uri").textValue())).body());
        String token = issuerPath.equals("/ci")
                ? oidc.ci().mint(oidc.ci().job("corp/etl", "prod", "mesh"))
                : tenant.mint(tenant.userV2(ALICE, "mesh"));
        assertThat(verifies(token, keys)).isTrue();
    }

    @Test
    void keepsThePreviousKeyFromRotationToRetirement() throws Exception {
        String before = tenant.mint(tenant.userV2(ALICE, "mesh"));
        tenant.issuer().rotate();
        String after = tenant.mint(tenant.userV2(ALICE, "mesh").signed(TokenSignature.ES256));
        assertThat(kid(after)).isNotEqualTo(kid(before));
        assertThat(verifies(before, fetchKeys())).isTrue();
        assertThat(verifies(after, fetchKeys())).isTrue();
        tenant.issuer().retire();
        assertThat(fetchKeys().getKeyByKeyId(kid(before))).isNull();
        assertThat(verifies(after, fetchKeys())).isTrue();
    }

    @Test
    void publishesNoPrivateKeyAndNamesTheTenantInEachKey() throws Exception {
        var keys = Json.MAPPER.readTree(get(tenant.issuer().jwksUri()).body()).get("keys");
        assertThat(keys).hasSize(2).allSatisfy(key -> {
            assertThat(key.has("d")).isFalse();
            assertThat(key.get("issuer").textValue()).isEqualTo(tenant.issuerV2());
        });
    }

    @Test
    void keepsIssuersApart() throws Exception {
        var other = oidc.entra("99999999-9999-9999-9999-999999999999");
        assertThat(kid(other.mint(other.userV2(ALICE, "mesh"))))
                .isNotEqualTo(kid(tenant.mint(tenant.userV2(ALICE, "mesh"))));
        assertThat(fetchKeys().getKeyByKeyId(kid(oidc.ci().mint(oidc.ci().job("a/b", "prod", "mesh")))))
                .isNull();
    }

    @Test
    void shapesAUserTokenAsEntraV2() throws Exception {
        var claims = claims(tenant.mint(tenant.userV2(ALICE, "mesh").groups(List.of("g1", "g2"))));
        assertThat(claims.get("iss").textValue()).isEqualTo(oidc.baseUrl() + "/" + TENANT + "/v2.0");
        assertThat(claims.get("ver").textValue()).isEqualTo("2.0");
        assertThat(claims.get("oid").textValue()).isEqualTo(ALICE);
        assertThat(claims.get("tid").textValue()).isEqualTo(TENANT);
        assertThat(claims.get("azpacr").textValue()).isEqualTo("0");
        assertThat(claims.get("exp").longValue() - claims.get("iat").longValue())
                .isEqualTo(75 * 60);
        assertThat(claims.get("groups")).hasSize(2);
        assertThat(claims.get("sub").textValue())
                .isNotEqualTo(claims(tenant.mint(tenant.userV2(ALICE, "other")))
                        .get("sub")
                        .textValue());
    }

    @Test
    void shapesV1AppOverageAndHasGroups() throws Exception {
        var v1 = claims(tenant.mint(tenant.userV1(ALICE, "mesh")));
        assertThat(v1.get("iss").textValue()).isEqualTo(oidc.baseUrl() + "/" + TENANT + "/");
        assertThat(v1.has("appid")).isTrue();
        assertThat(v1.has("azp")).isFalse();
        var app = claims(tenant.mint(tenant.app(ALICE, "client", "mesh")));
        assertThat(app.get("idtyp").textValue()).isEqualTo("app");
        assertThat(app.has("scp")).isFalse();
        var many = claims(
                tenant.mint(tenant.userV2(ALICE, "mesh").groups(List.of("g1")).overage()));
        assertThat(many.has("groups")).isFalse();
        assertThat(many.at("/_claim_names/groups").textValue()).isEqualTo("src1");
        assertThat(many.at("/_claim_sources/src1/endpoint").textValue()).contains(TENANT, ALICE);
        var implicit = claims(tenant.mint(tenant.userV2(ALICE, "mesh").hasGroups()));
        assertThat(implicit.get("hasgroups").booleanValue()).isTrue();
    }

    @Test
    void shapesACiTokenAsGitHubActions() throws Exception {
        var claims = claims(oidc.ci().mint(oidc.ci().job("corp/etl", "prod", "mesh")));
        assertThat(claims.get("sub").textValue()).isEqualTo("repo:corp/etl:environment:prod");
        assertThat(claims.get("repository").textValue()).isEqualTo("corp/etl");
        assertThat(claims.get("repository_owner").textValue()).isEqualTo("corp");
        assertThat(claims.get("environment").textValue()).isEqualTo("prod");
        assertThat(claims.get("iss").textValue()).isEqualTo(oidc.baseUrl() + "/ci");
    }

    @Test
    void mintsUnderTheRealIssuersNameWhileServingKeysItself() throws Exception {
        var real = oidc.entra("99999999-9999-9999-9999-999999999999", EntraAuthority.PUBLIC_CLOUD);
        String token = real.mint(real.userV2(ALICE, "mesh"));
        assertThat(claims(token).get("iss").textValue())
                .isEqualTo("https://login.microsoftonline.com/99999999-9999-9999-9999-999999999999/v2.0");
        assertThat(verifies(token, JWKSet.parse(get(real.issuer().jwksUri()).body())))
                .isTrue();
    }

    @Test
    void mintsWhatAnHonestLibraryRefusesTo() throws Exception {
        var draft = tenant.userV2(ALICE, "mesh");
        String unsigned = tenant.mint(draft.signed(new TokenSignature.Unsigned()));
        assertThat(header(unsigned).get("alg").textValue()).isEqualTo("none");
        assertThat(unsigned).endsWith(".");
        assertThat(header(tenant.mint(draft.signed(new TokenSignature.HmacWithPublicKey())))
                        .get("alg")
                        .textValue())
                .isEqualTo("HS256");
        assertThat(verifies(tenant.mint(draft.signed(new TokenSignature.Tampered())), fetchKeys()))
                .isFalse();
        assertThat(verifies(tenant.mint(draft.signed(new TokenSignature.ForeignKey())), fetchKeys()))
                .isFalse();
        assertThat(tenant.mint(draft.signed(new TokenSignature.EncryptedUnsigned()))
                        .split("\\."))
                .hasSize(5);
        assertThat(header(tenant.mint(draft.header("crit", List.of("exp")))).has("crit"))
                .isTrue();
        String twice = tenant.mint(draft.rawClaims("{\"aud\":\"a\",\"aud\":\"b\"}"));
        assertThat(JWSObject.parse(twice).getPayload().toString()).isEqualTo("{\"aud\":\"a\",\"aud\":\"b\"}");
    }

    @Test
    void answersSlowlyOnlyWhenTold() {
        tenant.issuer().trouble(new JwksTrouble.Slow(Duration.ofMinutes(5)));
        var request = HttpRequest.newBuilder(tenant.issuer().jwksUri()).timeout(Duration.ofMillis(300));
        assertThatThrownBy(() -> client.send(request.build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void answersLateButRight() throws Exception {
        tenant.issuer().trouble(new JwksTrouble.Slow(Duration.ofMillis(200)));
        long began = System.nanoTime();
        assertThat(fetchKeys().size()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void failsRedirectsAndDropsWhenTold() throws Exception {
        var issuer = tenant.issuer();
        issuer.trouble(new JwksTrouble.Status(500));
        assertThat(get(issuer.jwksUri()).statusCode()).isEqualTo(500);
        issuer.trouble(new JwksTrouble.Redirect(URI.create("http://169.254.169.254/metadata")));
        var redirected = get(issuer.jwksUri());
        assertThat(redirected.statusCode()).isEqualTo(302);
        assertThat(redirected.headers().firstValue("location")).hasValue("http://169.254.169.254/metadata");
        issuer.trouble(new JwksTrouble.Dropped());
        assertThatThrownBy(() -> get(issuer.jwksUri())).isInstanceOf(IOException.class);
        issuer.trouble(new JwksTrouble.None());
        assertThat(fetchKeys().size()).isEqualTo(2);
    }

    @Test
    void servesOversizedWrongAndEmptyDocumentsWhenTold() throws Exception {
        var issuer = tenant.issuer();
        issuer.trouble(new JwksTrouble.Oversized());
        String huge = get(issuer.jwksUri()).body();
        assertThat(huge).hasSizeGreaterThan(10 * 1024 * 1024);
        assertThat(JWKSet.parse(huge).size()).as("only its size is wrong").isEqualTo(2);
        issuer.trouble(new JwksTrouble.NotJson());
        assertThat(get(issuer.jwksUri()).body()).startsWith("<!doctype html>");
        issuer.trouble(new JwksTrouble.EmptyKeys());
        assertThat(get(issuer.jwksUri()).body()).isEqualTo("{\"keys\":[]}");
    }

    @Test
    void countsEveryFetchOfItsKeys() throws Exception {
        fetchKeys();
        tenant.issuer().trouble(new JwksTrouble.Status(503));
        get(tenant.issuer().jwksUri());
        assertThat(tenant.issuer().jwksFetches()).isEqualTo(2);
        assertThat(oidc.ci().issuer().jwksFetches()).isZero();
    }

    private JWKSet fetchKeys() throws Exception {
        return JWKSet.parse(get(tenant.issuer().jwksUri()).body());
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static boolean verifies(String token, JWKSet keys) throws Exception {
        var jws = JWSObject.parse(token);
        var key = keys.getKeyByKeyId(jws.getHeader().getKeyID());
        return jws.verify(
                jws.getHeader().getAlgorithm().getName().startsWith("RS")
                        ? new RSASSAVerifier(key.toRSAKey())
                        : new ECDSAVerifier(key.toECKey()));
    }

    private static String kid(String token) throws Exception {
        return JWSObject.parse(token).getHeader().getKeyID();
    }

    private static JsonNode claims(String token) throws Exception {
        return Json.MAPPER.readTree(JWSObject.parse(token).getPayload().toBytes());
    }

    private static JsonNode header(String token) throws Exception {
        return Json.MAPPER.readTree(java.util.Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))));
    }

    @Test
    void writesAnyClaimOfAnyType() throws Exception {
        var odd = claims(tenant.mint(tenant.userV2(ALICE, "mesh")
                .claim("nbf", "x")
                .claim("groups", Map.of("a", 1))
                .claim("aud", null)));
        assertThat(odd.get("nbf").isTextual()).isTrue();
        assertThat(odd.get("groups").isObject()).isTrue();
        assertThat(odd.get("aud").isNull()).isTrue();
    }
}
