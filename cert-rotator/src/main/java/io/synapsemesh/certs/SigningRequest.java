package io.synapsemesh.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// A PKCS#10 request whose signature was checked: proof that the asker holds the key. Nothing else in it is believed;
/// names and lifetime come from the [LeafRequest], which the control plane made.
///
/// Keys and signatures: those of [AlgorithmRule]. The cheap checks come first, the signature last, so that a stranger
/// buys no arithmetic with bytes that are wrong anyway.
public final class SigningRequest {
    /// Larger requests are refused unread.
    public static final int BYTES_MAX = 8 * 1024;

    private final byte[] der;
    private final PublicKey publicKey;
    private final SubjectPublicKeyInfo subjectPublicKey;

    private SigningRequest(byte[] der, PublicKey publicKey, SubjectPublicKeyInfo subjectPublicKey) {
        this.der = der;
        this.publicKey = publicKey;
        this.subjectPublicKey = subjectPublicKey;
    }

    /// @throws IssuanceRefused with its [IssuanceRefused#reason], a [RequestRule], if `der` is too large, malformed, of
    ///     another kind of key, asks for more than a leaf, or is not signed by its own key
    public static SigningRequest parse(byte[] der) {
        if (der.length > BYTES_MAX) {
            throw new IssuanceRefused(RequestRule.TOO_LARGE, "larger than " + BYTES_MAX + " bytes");
        }
        StrictDer.faultOf(der).ifPresent(fault -> {
            throw new IssuanceRefused(RequestRule.ENCODING, fault.rule(), "not DER at byte " + fault.offset());
        });
        try {
            var request = new PKCS10CertificationRequest(der);
            requireFrame(request);
            PublicKey key = AlgorithmRule.key(request.getSubjectPublicKeyInfo());
            requireOwnSignature(request, key);
            return new SigningRequest(der.clone(), key, request.getSubjectPublicKeyInfo());
        } catch (IssuanceRefused e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Hostile DER makes Bouncy Castle throw nearly anything; whatever it is, there is no certificate.
            throw new IssuanceRefused(RequestRule.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    public byte[] der() {
        return der.clone();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /// The key as it stands in the request.
    public SubjectPublicKeyInfo subjectPublicKey() {
        return subjectPublicKey;
    }

    private static void requireFrame(PKCS10CertificationRequest request) throws IOException {
        var info = request.toASN1Structure().getCertificationRequestInfo();
        if (info.getVersion().intValueExact() != 0) {
            throw new IssuanceRefused(RequestRule.VERSION, "version " + info.getVersion() + " instead of 0");
        }
        var key = info.getSubjectPublicKeyInfo();
        AlgorithmRule.brokenBy(key).ifPresent(rule -> {
            throw new IssuanceRefused(
                    RequestRule.KEY,
                    rule,
                    "a key is P-256, P-384 or RSA of 2,048 to 4,096 bits, not "
                            + key.getAlgorithm().getAlgorithm());
        });
        requireSignature(request, key);
        RequestedExtensions.require(request.getAttributes());
    }

    private static void requireSignature(PKCS10CertificationRequest request, SubjectPublicKeyInfo key) {
        AlgorithmIdentifier signature = request.getSignatureAlgorithm();
        AlgorithmRule.brokenBy(signature).ifPresent(rule -> {
            throw new IssuanceRefused(RequestRule.SIGNATURE_ALGORITHM, rule, "signed with " + signature.getAlgorithm());
        });
        boolean rsaKey = key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
        boolean rsaSignature = signature.getAlgorithm().on(PKCSObjectIdentifiers.pkcs_1);
        if (rsaKey != rsaSignature) {
            throw new IssuanceRefused(RequestRule.SIGNATURE_KEY, "key and signature are of two kinds");
        }
        if (!rsaKey) {
            StrictDer.faultOf(request.getSignature()).ifPresent(fault -> {
                throw new IssuanceRefused(RequestRule.SIGNATURE_ENCODING, fault.rule(), "the signature");
            });
        }
    }

    private static void requireOwnSignature(PKCS10CertificationRequest request, PublicKey key)
            throws IOException, GeneralSecurityException {
        var verifier = AlgorithmRule.verifier(request.getSignatureAlgorithm());
        verifier.initVerify(key);
        verifier.update(request.toASN1Structure().getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
        boolean own;
        try {
            own = verifier.verify(request.getSignature());
        } catch (SignatureException malformed) {
            own = false;
        }
        if (!own) {
            throw new IssuanceRefused(RequestRule.PROOF_OF_POSSESSION, "it is not signed by its own key");
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
