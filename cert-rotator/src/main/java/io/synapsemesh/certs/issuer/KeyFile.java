package io.synapsemesh.certs.issuer;

import io.synapsemesh.certs.IssuanceFailed;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// Reads the P-256 key with which we are known to an issuer.
public final class KeyFile {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private KeyFile() {}

    /// @param file PKCS#8 PEM without a passphrase, for its owner alone
    /// @throws IssuanceFailed if it is not such a key
    /// @throws io.synapsemesh.certs.IssuanceRefused if others can read it
    public static KeyPair p256(Path file) {
        byte[] content = SmallFile.privateKey(file);
        try {
            String text = new String(content, StandardCharsets.US_ASCII);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IssuanceFailed(file
                        + " holds no PKCS#8 key. Fix: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
            }
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            try {
                return pair(der);
            } finally {
                Arrays.fill(der, (byte) 0);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without its cause: the parser's words may quote the key.
            throw new IssuanceFailed(file + " holds no P-256 key that can be read");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /// A PKCS#8 key need not carry its public half, so that is worked out.
    private static KeyPair pair(byte[] der) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("EC");
        var key = (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(der));
        var curve = ECNamedCurveTable.getByName("P-256");
        if (!key.getParams().getOrder().equals(curve.getN())) {
            throw new IllegalArgumentException("another curve");
        }
        var point = new FixedPointCombMultiplier()
                .multiply(curve.getG(), key.getS())
                .normalize();
        BigInteger x = point.getAffineXCoord().toBigInteger();
        BigInteger y = point.getAffineYCoord().toBigInteger();
        return new KeyPair(factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), key.getParams())), key);
    }
}
