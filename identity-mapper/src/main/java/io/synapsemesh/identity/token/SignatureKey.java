package io.synapsemesh.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;

/// One public key of an issuer, parsed once. It alone says which algorithms it takes: those of its kind, and only
/// the one it names if it names one, so a token cannot talk it into another (RFC 8725 section 3.1).
///
/// @param kind `RSA`, or the name of the curve
/// @param only the algorithm it was published for, if it says so
record SignatureKey(Optional<String> kid, String kind, Optional<SignatureAlgorithm> only, Check check) {
    /// What is in front of the 32 bytes in a SubjectPublicKeyInfo (RFC 8410 section 4).
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /// The arithmetic.
    @FunctionalInterface
    interface Check {
        boolean holds(SignatureAlgorithm algorithm, byte[] input, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    /// Empty for a kind of key that no algorithm of ours takes.
    ///
    /// @throws JOSEException if its numbers are no key
    static Optional<SignatureKey> of(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case RSAKey rsa -> of(jwk, "RSA", by(new RSASSAVerifier(rsa.toRSAPublicKey())));
            case ECKey ec -> of(jwk, ec.getCurve().getName(), by(new ECDSAVerifier(ec.toECPublicKey())));
            case OctetKeyPair pair -> of(jwk, pair.getCurve().getName(), ed25519(publicKey(pair)));
            default -> Optional.empty();
        };
    }

    private static Optional<SignatureKey> of(JWK jwk, String kind, Check check) {
        if (jwk.getAlgorithm() == null) {
            return Optional.of(new SignatureKey(Optional.ofNullable(jwk.getKeyID()), kind, Optional.empty(), check));
        }
        return SignatureAlgorithm.byName(jwk.getAlgorithm().getName())
                .map(only -> new SignatureKey(Optional.ofNullable(jwk.getKeyID()), kind, Optional.of(only), check));
    }

    boolean takes(SignatureAlgorithm algorithm) {
        return kind.equals(algorithm.keyKind()) && only.map(algorithm::equals).orElse(true);
    }

    /// Total: what cannot be a signature is none.
    boolean signed(SignatureAlgorithm algorithm, byte[] input, Base64URL signature) {
        try {
            return check.holds(algorithm, input, signature);
        } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static Check by(JWSVerifier verifier) {
        return (algorithm, input, signature) -> verifier.verify(algorithm.header(), input, signature);
    }

    /// By the JDK: Nimbus' own verifier needs Tink, a library for one curve.
    private static Check ed25519(PublicKey key) {
        return (algorithm, input, signature) -> {
            var verification = Signature.getInstance("Ed25519");
            verification.initVerify(key);
            verification.update(input);
            return verification.verify(signature.decode());
        };
    }

    private static PublicKey publicKey(OctetKeyPair pair) throws JOSEException {
        byte[] x = pair.getX().decode();
        var encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new JOSEException("not an Ed25519 key", e);
        }
    }
}
