package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Row 1 of the token pitfalls (RFC 8725): no signature, a MAC keyed with the public key, algorithms that are not
/// allowed or are another key's, demanded extensions, keys that the token brings along.
final class AlgorithmConfusionTest {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    @TestFactory
    Stream<DynamicTest> algorithmsThatAreNotAllowed() {
        var corpus = new Corpus();
        for (String name :
                List.of("none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "ES256K", "rs256", "RS1", "")) {
            corpus.refuses(
                    "alg '" + name + "'",
                    MeshOfTests.user(),
                    draft -> draft.header("alg", name),
                    Reason.ALGORITHM_NOT_ALLOWED);
        }
        corpus.refuses(
                "none without a signature",
                MeshOfTests.user(),
                draft -> draft.header("alg", "none").afterwards(AlgorithmConfusionTest::unsigned),
                Reason.ALGORITHM_NOT_ALLOWED);
        corpus.refuses(
                "RS256 without a signature",
                MeshOfTests.user(),
                draft -> draft.afterwards(AlgorithmConfusionTest::unsigned),
                Reason.BAD_SIGNATURE);
        for (String hash : List.of("256", "384", "512")) {
            corpus.refuses(
                    "HS" + hash + " keyed with the public key",
                    MeshOfTests.user(),
                    draft -> draft.header("alg", "HS" + hash).afterwards(text -> maced(text, hash, spki())),
                    Reason.ALGORITHM_NOT_ALLOWED);
        }
        corpus.refuses(
                "RS256 in name, a MAC in fact",
                MeshOfTests.user(),
                draft -> draft.afterwards(text -> maced(text, "256", spki())),
                Reason.BAD_SIGNATURE);
        return corpus.tests();
    }

    @TestFactory
    Stream<DynamicTest> aKeyTakesTheAlgorithmsOfItsKindAlone() {
        var ec = MeshOfTests.user()
                .signedBy(MeshOfTests.ENTRA_EC)
                .header("kid", "entra-ec")
                .algorithm("ES256");
        var pss = MeshOfTests.user()
                .signedBy(MeshOfTests.ENTRA_PSS)
                .header("kid", "entra-pss")
                .algorithm("PS256");
        var edwards = MeshOfTests.user()
                .signedBy(MeshOfTests.ENTRA_ED)
                .header("kid", "entra-ed")
                .algorithm("EdDSA");
        return new Corpus()
                .refuses("ES256 with an RSA key", MeshOfTests.user(), alg("ES256"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("EdDSA with an RSA key", MeshOfTests.user(), alg("EdDSA"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("RS256 with a P-256 key", ec, alg("RS256"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("ES384 with a P-256 key", ec, alg("ES384"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("ES512 with a P-256 key", ec, alg("ES512"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("ES256 with an Ed25519 key", edwards, alg("ES256"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses(
                        "RS256 with a key published for PS256",
                        pss,
                        draft -> draft.algorithm("RS256"),
                        Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("PS512 with a key published for PS256", pss, alg("PS512"), Reason.ALGORITHM_NOT_ALLOWED)
                .refuses("RS384 in name, RS256 in fact", MeshOfTests.user(), alg("RS384"), Reason.BAD_SIGNATURE)
                .refuses("PS256 in name, RS256 in fact", MeshOfTests.user(), alg("PS256"), Reason.BAD_SIGNATURE)
                .refuses(
                        "RS256 in name, PS256 in fact",
                        MeshOfTests.user(),
                        draft -> draft.really("PS256"),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "an ECDSA signature of zeros",
                        ec,
                        draft -> draft.afterwards(text -> resigned(text, new byte[64])),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "an ECDSA signature in DER",
                        ec,
                        draft -> draft.afterwards(text -> resigned(text, der(text))),
                        Reason.BAD_SIGNATURE)
                .refuses(
                        "EdDSA in a JWT-SVID",
                        MeshOfTests.svid(),
                        draft -> draft.signedBy(MeshOfTests.SVID_ED)
                                .header("kid", "svid-ed")
                                .algorithm("EdDSA"),
                        Reason.ALGORITHM_NOT_ALLOWED)
                .believes("RS512", MeshOfTests.user().algorithm("RS512"))
                .believes("PS384", MeshOfTests.user().algorithm("PS384"))
                .believes(
                        "ES384",
                        MeshOfTests.user()
                                .signedBy(MeshOfTests.ENTRA_EC384)
                                .header("kid", "entra-ec384")
                                .algorithm("ES384"))
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> extensionsAndKeysInTheHeader() {
        var corpus = new Corpus();
        corpus.malformed(
                "crit of b64",
                MeshOfTests.user(),
                draft -> draft.header("crit", List.of("b64")).header("b64", false));
        corpus.malformed("crit of exp", MeshOfTests.user(), draft -> draft.header("crit", List.of("exp")));
        corpus.malformed("crit is empty", MeshOfTests.user(), draft -> draft.header("crit", List.of()));
        corpus.malformed(
                "crit is null",
                MeshOfTests.user(),
                draft -> draft.rawHeader("{\"alg\":\"RS256\",\"kid\":\"entra-1\",\"crit\":null}"));
        corpus.malformed("b64 without crit", MeshOfTests.user(), draft -> draft.header("b64", true));
        corpus.malformed("jku", MeshOfTests.user(), draft -> draft.header("jku", "https://evil.example/keys"));
        corpus.malformed("x5u", MeshOfTests.user(), draft -> draft.header("x5u", "https://evil.example/x"));
        corpus.malformed(
                "jwk of a stranger who signs",
                MeshOfTests.user(),
                draft -> draft.header("jwk", MeshOfTests.STRANGER.jwk()).signedBy(MeshOfTests.STRANGER));
        corpus.malformed(
                "jwk of the issuer itself",
                MeshOfTests.user(),
                draft -> draft.header("jwk", MeshOfTests.ENTRA_KEY.jwk()));
        corpus.malformed("x5c", MeshOfTests.user(), draft -> draft.header("x5c", List.of("MIIB")));
        corpus.malformed("x5c in a JWT-SVID", MeshOfTests.svid(), draft -> draft.header("x5c", List.of("MIIB")));
        corpus.malformed("no alg", MeshOfTests.user(), draft -> draft.withoutHeader("alg"));
        corpus.malformed("alg is a list", MeshOfTests.user(), draft -> draft.header("alg", List.of("RS256")));
        corpus.malformed(
                "alg is null", MeshOfTests.user(), draft -> draft.rawHeader("{\"alg\":null,\"kid\":\"entra-1\"}"));
        corpus.malformed(
                "alg twice",
                MeshOfTests.user(),
                draft -> draft.rawHeader("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"entra-1\"}"));
        corpus.malformed("kid is a number", MeshOfTests.user(), draft -> draft.header("kid", 1));
        corpus.malformed("kid is empty", MeshOfTests.user(), draft -> draft.header("kid", ""));
        corpus.malformed("kid is an object", MeshOfTests.user(), draft -> draft.header("kid", Map.of("a", "b")));
        corpus.malformed("kid of 600 characters", MeshOfTests.user(), draft -> draft.header("kid", "k".repeat(600)));
        corpus.refuses(
                "kid that reads as a path",
                MeshOfTests.user(),
                draft -> draft.header("kid", "../../dev/null"),
                Reason.UNKNOWN_KEY);
        corpus.refuses(
                "kid in another case", MeshOfTests.user(), draft -> draft.header("kid", "ENTRA-1"), Reason.UNKNOWN_KEY);
        corpus.believes("x5t beside kid", MeshOfTests.user().header("x5t", "entra-1"));
        corpus.believes("no kid at all", MeshOfTests.user().withoutHeader("kid"));
        corpus.refuses(
                "no kid and a stranger's signature",
                MeshOfTests.user().withoutHeader("kid"),
                draft -> draft.signedBy(MeshOfTests.STRANGER),
                Reason.BAD_SIGNATURE);
        return corpus.tests();
    }

    private static UnaryOperator<Draft> alg(String name) {
        return draft -> draft.header("alg", name);
    }

    private static String unsigned(String text) {
        return text.substring(0, text.lastIndexOf('.') + 1);
    }

    private static String resigned(String text, byte[] signature) {
        return unsigned(text) + URL.encodeToString(signature);
    }

    private static byte[] spki() {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(MeshOfTests.ENTRA_KEY.publicKey().getEncoded());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String maced(String text, String hash, byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA" + hash);
            mac.init(new SecretKeySpec(key, "HmacSHA" + hash));
            String input = text.substring(0, text.lastIndexOf('.'));
            return resigned(text, mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] der(String text) {
        try {
            var signature = java.security.Signature.getInstance("SHA256withECDSA");
            signature.initSign(MeshOfTests.ENTRA_EC.pair().getPrivate());
            signature.update(text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
