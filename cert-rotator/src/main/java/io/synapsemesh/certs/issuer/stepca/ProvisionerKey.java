package io.synapsemesh.certs.issuer.stepca;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.issuer.KeyFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import org.bouncycastle.util.BigIntegers;

/// The key of a JWK provisioner: signs ES256 and is named by its RFC 7638 thumbprint.
final class ProvisionerKey {
    private static final int COORDINATE_BYTES = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;

    private ProvisionerKey(KeyPair pair) {
        this.pair = pair;
    }

    /// Read at each use, so that a new key needs no restart.
    static ProvisionerKey read(Path file) {
        return new ProvisionerKey(KeyFile.p256(file));
    }

    /// The members in the order of the RFC, without white space.
    String id() {
        String json = publicJwk((ECPublicKey) pair.getPublic());
        try {
            return BASE64URL.encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// JWS ES256: the two numbers one after the other (RFC 7518 section 3.4).
    byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IssuanceFailed("the provisioner's key does not sign: " + e.getMessage(), e);
        }
    }

    private static String publicJwk(ECPublicKey key) {
        return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
                + coordinate(key.getW().getAffineX()) + "\",\"y\":\""
                + coordinate(key.getW().getAffineY()) + "\"}";
    }

    private static String coordinate(BigInteger number) {
        return BASE64URL.encodeToString(BigIntegers.asUnsignedByteArray(COORDINATE_BYTES, number));
    }
}
