package io.synapsemesh.identity.token;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.synapsemesh.core.policy.Reason;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 2 (CVE-2026-29000): a token without a signature in an encrypted wrapping, and whatever else is not one
/// signed token in compact form.
final class EncryptedTokenTest {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    @TestFactory
    Stream<DynamicTest> wrappings() {
        return new Corpus()
                .malformed(
                        "an unsigned token inside a JWE",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> encrypted(plain(draft))))
                .malformed(
                        "a signed token inside a JWE",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(EncryptedTokenTest::encrypted))
                .malformed(
                        "bare claims inside a JWE",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> encrypted(draft.claimsJson())))
                .refuses(
                        "an unsigned token (RFC 7519 section 6)",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> plain(draft)),
                        Reason.ALGORITHM_NOT_ALLOWED)
                .malformed(
                        "a token inside a token, cty says so",
                        MeshOfTests.user(),
                        draft -> draft.header("cty", "JWT")
                                .rawClaims(draft.mint().getBytes(StandardCharsets.US_ASCII)))
                .malformed(
                        "a token inside a token",
                        MeshOfTests.user(),
                        draft -> draft.rawClaims(draft.mint().getBytes(StandardCharsets.US_ASCII)))
                .malformed(
                        "a token inside a token as a JSON text",
                        MeshOfTests.user(),
                        draft -> draft.rawClaims(("\"" + draft.mint() + "\"").getBytes(StandardCharsets.US_ASCII)))
                .malformed("cty on claims", MeshOfTests.user(), draft -> draft.header("cty", "json"))
                .malformed(
                        "the header of a JWE on three parts",
                        MeshOfTests.user(),
                        draft -> draft.header("enc", "A256GCM"))
                .malformed("zip", MeshOfTests.user(), draft -> draft.header("zip", "DEF"))
                .malformed("five parts", MeshOfTests.user(), draft -> draft.afterwards(text -> text + ".AAAA.AAAA"))
                .malformed("four parts", MeshOfTests.user(), draft -> draft.afterwards(text -> text + ".AAAA"))
                .malformed(
                        "two parts",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> text.substring(0, text.lastIndexOf('.'))))
                .malformed("JWS in JSON", MeshOfTests.user(), draft -> draft.afterwards(EncryptedTokenTest::json))
                .malformed("nothing", MeshOfTests.user(), draft -> draft.afterwards(text -> ""))
                .malformed("dots alone", MeshOfTests.user(), draft -> draft.afterwards(text -> ".."))
                .malformed("two tokens", MeshOfTests.user(), draft -> draft.afterwards(text -> text + "," + text))
                .malformed("the scheme again", MeshOfTests.user(), draft -> draft.afterwards(text -> "Bearer " + text))
                .malformed("a blank behind", MeshOfTests.user(), draft -> draft.afterwards(text -> text + " "))
                .malformed("padding", MeshOfTests.user(), draft -> draft.afterwards(text -> text + "=="))
                .malformed(
                        "the other base64 alphabet",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> text.substring(0, text.length() - 4) + "++//"))
                .malformed(
                        "spare bits in the signature",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(EncryptedTokenTest::spareBits))
                .malformed(
                        "letters that look alike",
                        MeshOfTests.user(),
                        draft -> draft.afterwards(text -> "е" + text.substring(1)))
                .tests();
    }

    private static String plain(Draft draft) {
        String header = JSONObjectUtils.toJSONString(Map.of("alg", "none"));
        return URL.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + URL.encodeToString(draft.claimsJson().getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private static String encrypted(String inner) {
        try {
            var header = new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                    .contentType("JWT")
                    .keyID("entra-1")
                    .build();
            var jwe = new JWEObject(header, new Payload(inner));
            jwe.encrypt(new RSAEncrypter((RSAPublicKey) MeshOfTests.ENTRA_KEY.publicKey()));
            return jwe.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String json(String text) {
        String[] parts = text.split("\\.", -1);
        return JSONObjectUtils.toJSONString(Map.of("protected", parts[0], "payload", parts[1], "signature", parts[2]));
    }

    /// 256 bytes are 342 characters, the last of which has four bits to spare.
    private static String spareBits(String text) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(text.charAt(text.length() - 1));
        return text.substring(0, text.length() - 1) + alphabet.charAt(last | 1);
    }
}
