package io.synapsemesh.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// A PKCS#10 request whose signature was checked: proof that the asker holds the key. Nothing else in it is believed;
/// names and lifetime come from the [LeafRequest], which the control plane made.
///
/// Keys: P-256 or P-384 by name (explicit curve parameters are refused), RSA of 2,048 to 4,096 bits.
public final class SigningRequest {
    /// Larger requests are refused unread.
    public static final int BYTES_MAX = 8 * 1024;

    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);

    private final byte[] der;
    private final PublicKey publicKey;

    private SigningRequest(byte[] der, PublicKey publicKey) {
        this.der = der;
        this.publicKey = publicKey;
    }

    /// @throws IssuanceRefused if `der` is too large, malformed, of another kind of key, or not signed by its own key
    public static SigningRequest parse(byte[] der) {
        if (der.length > BYTES_MAX) {
            throw new IssuanceRefused("the signing request is larger than " + BYTES_MAX + " bytes");
        }
        try {
            var request = new JcaPKCS10CertificationRequest(der);
            requireAllowed(request.getSubjectPublicKeyInfo());
            PublicKey key = request.getPublicKey();
            if (key instanceof RSAPublicKey rsa) {
                requireSize(rsa);
            }
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IssuanceRefused("the signing request is not signed by its own key");
            }
            return new SigningRequest(der.clone(), key);
        } catch (IssuanceRefused e) {
            throw e;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            // Hostile DER makes Bouncy Castle throw nearly anything; whatever it is, there is no certificate.
            throw new IssuanceRefused("the signing request cannot be read: " + e.getMessage(), e);
        }
    }

    public byte[] der() {
        return der.clone();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    private static void requireAllowed(SubjectPublicKeyInfo info) {
        var algorithm = info.getAlgorithm().getAlgorithm();
        boolean allowed = algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
                || algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
                        && info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve
                        && CURVES.contains(curve);
        if (!allowed) {
            throw new IssuanceRefused("the key is neither P-256, P-384 nor RSA: " + algorithm);
        }
    }

    private static void requireSize(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < 2048 || bits > 4096) {
            throw new IssuanceRefused("an RSA key has 2048 to 4096 bits, not " + bits);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningRequest request && Arrays.equals(der, request.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }
}
