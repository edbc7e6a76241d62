package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.TrustBundle;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Collectors;

/// A trust bundle as text for others (SPIFFE Trust Domain and Bundle section 4, X509-SVID section 6.2): one entry for
/// each authority, with its key's parameters, because readers of plain JWK sets insist on them. Equal content is equal
/// bytes.
final class BundleWriter {
    private BundleWriter() {}

    /// @param sequence unsigned
    /// @throws IllegalArgumentException for an authority whose key no bundle can hold
    static byte[] write(TrustBundle bundle, long sequence, Duration refreshHint) {
        String keys = bundle.anchors().certificates().stream()
                .map(BundleWriter::key)
                .collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
        String text = "{\n  \"keys\": " + keys + ",\n  \"spiffe_sequence\": " + Long.toUnsignedString(sequence)
                + ",\n  \"spiffe_refresh_hint\": " + refreshHint.toSeconds() + "\n}\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Base64 and numbers: nothing that JSON would have to escape.
    private static String key(X509Certificate authority) {
        return "{\"use\": \"x509-svid\", " + parameters(authority) + ", \"x5c\": [\""
                + Base64.getEncoder().encodeToString(Pem.der(authority)) + "\"]}";
    }

    private static String parameters(X509Certificate authority) {
        return switch (authority.getPublicKey()) {
            case ECPublicKey ec -> {
                int size = (ec.getParams().getOrder().bitLength() + 7) / 8;
                if (size != 32 && size != 48) {
                    throw new IllegalArgumentException("an authority on a curve of " + size + " bytes");
                }
                yield "\"kty\": \"EC\", \"crv\": \"" + (size == 32 ? "P-256" : "P-384") + "\", \"x\": \""
                        + BundleKey.url(ec.getW().getAffineX(), size) + "\", \"y\": \""
                        + BundleKey.url(ec.getW().getAffineY(), size) + "\"";
            }
            case RSAPublicKey rsa ->
                "\"kty\": \"RSA\", \"n\": \"" + BundleKey.url(rsa.getModulus(), 0) + "\", \"e\": \""
                        + BundleKey.url(rsa.getPublicExponent(), 0) + "\"";
            default ->
                throw new IllegalArgumentException(
                        "an authority with a key of " + authority.getPublicKey().getAlgorithm());
        };
    }
}
