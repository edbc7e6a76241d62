package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.profile.LeafLint;
import io.synapsemesh.certs.profile.SignerLint;
import io.synapsemesh.core.identity.TrustDomain;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One entry of a bundle (X509-SVID section 6.2): `use` x509-svid, no `kid`, `x5c` with the one certificate.
final class BundleKey {
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
    private static final Set<String> TYPES = Set.of("EC", "RSA");

    private BundleKey() {}

    /// The authority it stands for; empty for an entry that is none of our business.
    static Optional<X509Certificate> authority(JsonValue.Members key, TrustDomain trustDomain) {
        for (String name : PRIVATE) {
            if (key.get(name) != null) {
                throw new BundleRefused(BundleRule.PRIVATE_KEY, "an entry has the member `" + name + "`");
            }
        }
        String type = text(key.get("kty"), BundleRule.KEY_TYPE, "kty");
        String use = text(key.get("use"), BundleRule.USE, "use");
        if (!TYPES.contains(type) || !use.equals("x509-svid")) {
            return Optional.empty();
        }
        if (key.get("kid") != null) {
            throw new BundleRefused(BundleRule.KEY_ID, "an x509-svid entry has no `kid`");
        }
        X509Certificate certificate = certificate(key, trustDomain);
        requireSameKey(type, key, certificate);
        return Optional.of(certificate);
    }

    private static X509Certificate certificate(JsonValue.Members key, TrustDomain trustDomain) {
        if (!(key.get("x5c") instanceof JsonValue.Items chain)) {
            throw new BundleRefused(BundleRule.X5C_MISSING, "an x509-svid entry has a list `x5c`");
        }
        if (chain.values().size() != 1) {
            throw new BundleRefused(
                    BundleRule.X5C_COUNT, chain.values().size() + " certificates in `x5c` instead of one");
        }
        if (!(chain.values().getFirst() instanceof JsonValue.Text encoded)) {
            throw new BundleRefused(BundleRule.X5C_BASE64, "`x5c` holds text");
        }
        byte[] der = base64(encoded.value());
        X509Certificate certificate;
        try {
            if (der.length > LeafLint.BYTES_MAX) {
                throw new IllegalArgumentException("larger than " + LeafLint.BYTES_MAX + " bytes");
            }
            certificate = Pem.certificate(der);
        } catch (RuntimeException e) {
            throw new BundleRefused(
                    BundleRule.CERTIFICATE, BundleRule.CERTIFICATE + ".UNPARSABLE", String.valueOf(e.getMessage()));
        }
        requireSigner(certificate, der, trustDomain);
        return certificate;
    }

    private static void requireSigner(X509Certificate certificate, byte[] der, TrustDomain trustDomain) {
        if (!java.util.Arrays.equals(Pem.der(certificate), der)) {
            throw new BundleRefused(
                    BundleRule.CERTIFICATE, BundleRule.CERTIFICATE + ".ENCODING", "not one certificate alone");
        }
        SignerLint.check(certificate, Optional.of(trustDomain)).stream()
                .findFirst()
                .ifPresent(violation -> {
                    throw new BundleRefused(
                            BundleRule.CERTIFICATE,
                            BundleRule.CERTIFICATE + "." + violation.reason(),
                            certificate.getSubjectX500Principal() + ": " + violation.message());
                });
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            try {
                certificate.verify(certificate.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new BundleRefused(
                        BundleRule.ROOT_SIGNATURE, certificate.getSubjectX500Principal() + " did not sign itself");
            }
        }
    }

    /// The parameters may be left out, since the certificate has them; what stands there is the certificate's.
    private static void requireSameKey(String type, JsonValue.Members key, X509Certificate certificate) {
        boolean same = switch (certificate.getPublicKey()) {
            case ECPublicKey ec -> {
                int size = (ec.getParams().getOrder().bitLength() + 7) / 8;
                yield type.equals("EC")
                        && isText(key.get("crv"), size == 32 ? "P-256" : "P-384")
                        && isText(key.get("x"), url(ec.getW().getAffineX(), size))
                        && isText(key.get("y"), url(ec.getW().getAffineY(), size));
            }
            case RSAPublicKey rsa ->
                type.equals("RSA")
                        && isText(key.get("n"), url(rsa.getModulus(), 0))
                        && isText(key.get("e"), url(rsa.getPublicExponent(), 0));
            default -> false;
        };
        if (!same) {
            throw new BundleRefused(BundleRule.KEY_MISMATCH, "the parameters are not those of the certificate's key");
        }
    }

    private static boolean isText(@Nullable JsonValue value, String expected) {
        return value == null
                || value instanceof JsonValue.Text text && text.value().equals(expected);
    }

    /// Base64url of the number, unsigned, at least `size` bytes long.
    static String url(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        int zeros = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] padded = new byte[Math.max(size, bytes.length - zeros)];
        System.arraycopy(bytes, zeros, padded, padded.length - bytes.length + zeros, bytes.length - zeros);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }

    private static byte[] base64(String text) {
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(decoded).equals(text)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw new BundleRefused(BundleRule.X5C_BASE64, "`x5c` holds base64 (RFC 4648 section 4, padded, no spaces)");
    }

    private static String text(@Nullable JsonValue value, BundleRule rule, String name) {
        if (value instanceof JsonValue.Text text) {
            return text.value();
        }
        throw new BundleRefused(rule, "an entry has a text `" + name + "`");
    }
}
