package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JwksDocumentTest {
    private static final String COMPANY = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0";
    private static final String CONSUMER =
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";
    private static final String TEMPLATE = "https://login.microsoftonline.com/{tenantid}/v2.0";
    private static final JWK RSA = rsa(2048, "rsa");
    private static final JWK EC = ec("ec");

    private static JWK rsa(int bits, String kid) {
        try {
            return new RSAKeyGenerator(bits, true)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWK ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(kid)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String publicText(JWK key) {
        return key.toPublicJWK().toJSONString();
    }

    private static String with(JWK key, String member) {
        return publicText(key).replaceFirst("\\{", "{" + member + ",");
    }

    private static PublicKeys parse(String... keys) {
        return JwksDocument.parse(("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private static JwksQuery query(String issuer, KeyScope scope) {
        return new JwksQuery("entra", issuer, new JwksSource.Discovery(), scope);
    }

    @Test
    void keepsPublicMembersInAStableOrder() {
        var one = parse(
                        publicText(RSA),
                        with(EC, "\"x5c\":[\"abc\"],\"x5u\":\"https://x.example\",\"junk\":{\"a\":[1]}"))
                .json();
        var other = parse(publicText(EC), publicText(RSA), publicText(RSA)).json();
        assertThat(one)
                .isEqualTo(other)
                .doesNotContain("\"x5", "junk", "\"d\"")
                .contains("\"kid\":\"rsa\"", "\"kid\":\"ec\"");
        assertThat(parse(one.substring(9, one.length() - 2)).json()).isEqualTo(one);
    }

    @Test
    void refusesASetWithAnySecretInIt() throws Exception {
        String symmetric = new OctetSequenceKeyGenerator(256).generate().toJSONString();
        for (String bad : List.of(
                RSA.toJSONString(),
                EC.toJSONString(),
                symmetric,
                "{\"kty\":\"oct\"}",
                with(RSA, "\"d\":\"AQAB\""),
                with(RSA, "\"oth\":[]"),
                with(EC, "\"k\":\"AA\""),
                "{\"kty\":\"unknown\",\"d\":\"x\"}",
                "{\"kty\":\"AKP\",\"priv\":\"x\"}")) {
            assertThatThrownBy(() -> parse(publicText(RSA), bad))
                    .as(bad.substring(0, 12))
                    .isInstanceOf(FetchFailed.class)
                    .hasMessageContaining("private");
        }
    }

    @Test
    void passesOverWhatItDoesNotUse() {
        var keys = parse(
                publicText(RSA),
                "{\"kty\":\"AKP\",\"pub\":\"x\"}",
                with(EC, "\"use\":\"enc\""),
                with(ec("ops"), "\"key_ops\":[\"encrypt\"]"),
                publicText(rsa(1024, "weak")),
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\",\"kid\":\"off-curve\"}",
                "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + "A".repeat(43) + "\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQ\"}",
                "{\"kty\":\"RSA\",\"kid\":\"nothing\"}",
                publicText(RSA).replace("\"rsa\"", "\"hmac\",\"alg\":\"HS256\""),
                publicText(RSA).replace("\"rsa\"", "\"none\",\"alg\":\"none\""),
                publicText(RSA).replace("\"rsa\"", "\"mixed\",\"alg\":\"ES256\""));
        assertThat(keys.keys())
                .singleElement()
                .satisfies(key -> assertThat(key.hasId("rsa")).isTrue());
    }

    @Test
    void takesEd25519() {
        assertThat(parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + "A".repeat(43) + "\"}")
                        .keys())
                .hasSize(1);
    }

    @Test
    void refusesHostileBodies() {
        var hostile = new ArrayList<>(List.of(
                "",
                "null",
                "[]",
                "\"keys\"",
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":null}",
                "{\"keys\":[]}",
                "{\"keys\":[1]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{\"kty\":\"EC\"}]}",
                "{\"keys\":",
                "<html>captive portal</html>",
                "{\"keys\":[]} trailing",
                "{\"a\":" + "[".repeat(100_000),
                "[".repeat(1_000_000),
                "{\"keys\":" + "{\"a\":".repeat(20) + "1" + "}".repeat(21),
                "{\"keys\":[" + "{},".repeat(JwksDocument.KEYS_MAX) + "{}]}"));
        hostile.add("{\"keys\":[" + with(EC, "\"issuer\":1") + "]}");
        hostile.add("{\"keys\":[" + publicText(EC).replace("\"ec\"", "[\"ec\"]") + "]}");
        hostile.add("{\"keys\":[" + publicText(EC).replace("\"ec\"", "\"" + "k".repeat(513) + "\"") + "]}");
        for (String body : hostile) {
            assertThatThrownBy(() -> JwksDocument.parse(body.getBytes(StandardCharsets.UTF_8)))
                    .as(body.length() > 40 ? body.substring(0, 40) : body)
                    .isInstanceOf(FetchFailed.class);
        }
        assertThatThrownBy(() -> JwksDocument.parse(new byte[] {'{', (byte) 0xff, '}'}))
                .isInstanceOf(FetchFailed.class);
        assertThatThrownBy(() -> JwksDocument.parse(new byte[HttpsFetcher.BODY_BYTES_MAX + 1]))
                .isInstanceOf(FetchFailed.class);
    }

    @Test
    void aKeyVouchesOnlyForItsOwnTenant() {
        var all = parse(
                with(rsa(2048, "company"), "\"issuer\":\"" + COMPANY + "\""),
                with(rsa(2048, "any"), "\"issuer\":\"" + TEMPLATE + "\""),
                with(rsa(2048, "consumer"), "\"issuer\":\"" + CONSUMER + "\""),
                publicText(rsa(2048, "unmarked")));
        assertThat(ids(all.within(query(COMPANY, KeyScope.OWN)))).containsExactlyInAnyOrder("company", "any");
        assertThat(ids(all.within(query(COMPANY, KeyScope.OWN_OR_UNMARKED))))
                .containsExactlyInAnyOrder("company", "any", "unmarked");
        assertThat(all.within(query(COMPANY, KeyScope.OWN)).json()).doesNotContain("issuer", "microsoftonline");
    }

    @Test
    void theTemplateStandsForATenantIdAndNothingElse() {
        assertThat(PublicKeys.isIssuer(TEMPLATE, COMPANY)).isTrue();
        for (String other : List.of(
                "https://login.microsoftonline.com//v2.0",
                "https://login.microsoftonline.com/x/v2.0",
                "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/../v2.0",
                "https://evil.example/11111111-1111-1111-1111-111111111111/v2.0",
                "https://login.microsoftonline.com/v2.0",
                TEMPLATE)) {
            assertThat(PublicKeys.isIssuer(TEMPLATE, other)).as(other).isFalse();
        }
    }

    private static List<String> ids(PublicKeys keys) {
        return keys.keys().stream()
                .map(key -> String.valueOf(key.members().get("kid")))
                .toList();
    }
}
