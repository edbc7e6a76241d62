package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.profile.CertificateDraft;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.BasicConstraints;

/// Bundles as text, written by hand so that a test may spell them as no library would.
final class BundleText {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final KeyPair KEY = LeafKey.p256(Fixture.RANDOM);
    static final byte[] ROOT = root(draft -> draft);
    static final String KEY_TEXT = key(ROOT);

    private BundleText() {}

    static byte[] root(UnaryOperator<CertificateDraft> change) {
        return change.apply(new CertificateDraft(NOW)
                        .authority("CN=root", new BasicConstraints(1))
                        .issuer("CN=root")
                        .key(KEY.getPublic())
                        .dates(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(365)))
                        .signed("SHA256withECDSA", KEY.getPrivate()))
                .der();
    }

    /// Another root of the domain, with its own key.
    static byte[] other() {
        KeyPair own = LeafKey.p256(Fixture.RANDOM);
        return root(draft -> draft.key(own.getPublic()).signed("SHA256withECDSA", own.getPrivate()));
    }

    static String key(byte[] der) {
        return "{\"use\":\"x509-svid\",\"kty\":\"EC\",\"x5c\":[\"" + base64(der) + "\"]}";
    }

    /// The good entry with more members in front.
    static String keyWith(String members) {
        return "{" + members + "," + KEY_TEXT.substring(1);
    }

    static String parameters(KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return "\"crv\":\"P-256\",\"x\":\"" + url(point.getAffineX()) + "\",\"y\":\"" + url(point.getAffineY()) + "\"";
    }

    static byte[] bundle(String... keys) {
        return utf8("{\"spiffe_sequence\":7,\"spiffe_refresh_hint\":300,\"keys\":[" + String.join(",", keys) + "]}");
    }

    /// The good keys with other members around.
    static byte[] with(String members) {
        return utf8("{" + members + ",\"keys\":[" + KEY_TEXT + "]}");
    }

    static byte[] map(String... entries) {
        return utf8("{\"trust_domains\":{" + String.join(",", entries) + "}}");
    }

    static String entry(String domain) {
        return "\"" + domain + "\":{\"keys\":[" + KEY_TEXT + "]}";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String base64(byte[] der) {
        return Base64.getEncoder().encodeToString(der);
    }

    private static String url(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
}
