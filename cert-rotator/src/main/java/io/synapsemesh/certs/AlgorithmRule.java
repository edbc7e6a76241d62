package io.synapsemesh.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// Which keys and signatures may stand in a certificate or a request: P-256 and P-384 by name, RSA of 2,048 to 4,096
/// bits, SHA-2. Everything is checked before a key is used: explicit curve parameters choose the arithmetic we would
/// run, and a huge modulus or exponent how long it takes.
public enum AlgorithmRule {
    KEY_KIND,
    CURVE,
    CURVE_EXPLICIT,
    CURVE_IMPLICIT,
    /// Not an uncompressed point of the curve.
    POINT,
    RSA_SIZE,
    /// Odd, 65,537 to 2^33: BoringSSL takes no longer one, and small ones forgive no mistake in padding.
    RSA_EXPONENT,
    RSA_MODULUS,
    RSA_PARAMETERS,
    RSA_ENCODING,
    SIGNATURE_KIND,
    SIGNATURE_PARAMETERS;

    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 4096;
    private static final BigInteger EXPONENT_MIN = BigInteger.valueOf(65_537);
    private static final int EXPONENT_BITS_MAX = 33;
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);
    /// With the names the JCA calls them by.
    private static final Map<ASN1ObjectIdentifier, String> ECDSA = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");
    private static final Map<ASN1ObjectIdentifier, String> RSA = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA");

    /// The rule that `key` breaks.
    ///
    /// @throws IllegalArgumentException if the key's own structure is not what its kind says
    public static Optional<AlgorithmRule> brokenBy(SubjectPublicKeyInfo key) {
        var kind = key.getAlgorithm().getAlgorithm();
        if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return ofCurve(key);
        }
        return kind.equals(PKCSObjectIdentifiers.rsaEncryption) ? ofRsa(key) : Optional.of(KEY_KIND);
    }

    /// The rule that a signature's algorithm breaks.
    public static Optional<AlgorithmRule> brokenBy(AlgorithmIdentifier signature) {
        var kind = signature.getAlgorithm();
        ASN1Encodable parameters = signature.getParameters();
        if (ECDSA.containsKey(kind)) {
            return when(parameters != null, SIGNATURE_PARAMETERS);
        }
        return RSA.containsKey(kind)
                ? when(!(parameters instanceof ASN1Null), SIGNATURE_PARAMETERS)
                : Optional.of(SIGNATURE_KIND);
    }

    /// A key that breaks no rule, as the provider in use has it.
    ///
    /// @throws GeneralSecurityException if the provider does not take it
    public static PublicKey key(SubjectPublicKeyInfo key) throws GeneralSecurityException, IOException {
        boolean isRsa = key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
        return KeyFactory.getInstance(isRsa ? "RSA" : "EC").generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }

    /// What a signature of an algorithm that breaks no rule is verified with.
    ///
    /// @throws NoSuchAlgorithmException if it breaks one
    public static Signature verifier(AlgorithmIdentifier signature) throws NoSuchAlgorithmException {
        var kind = signature.getAlgorithm();
        return Signature.getInstance(ECDSA.getOrDefault(kind, RSA.getOrDefault(kind, kind.getId())));
    }

    private static Optional<AlgorithmRule> ofCurve(SubjectPublicKeyInfo key) {
        ASN1Encodable parameters = key.getAlgorithm().getParameters();
        if (!(parameters instanceof ASN1ObjectIdentifier curve)) {
            return Optional.of(parameters instanceof ASN1Sequence ? CURVE_EXPLICIT : CURVE_IMPLICIT);
        }
        if (!CURVES.contains(curve)) {
            return Optional.of(CURVE);
        }
        byte[] point = key.getPublicKeyData().getOctets();
        boolean uncompressed = point.length % 2 == 1
                && point.length == (curve.equals(SECObjectIdentifiers.secp256r1) ? 65 : 97)
                && point[0] == 4;
        return when(!uncompressed || !isOnCurve(curve, point), POINT);
    }

    private static boolean isOnCurve(ASN1ObjectIdentifier curve, byte[] point) {
        try {
            return CustomNamedCurves.getByOID(curve)
                    .getCurve()
                    .decodePoint(point)
                    .isValid();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<AlgorithmRule> ofRsa(SubjectPublicKeyInfo key) {
        if (!(key.getAlgorithm().getParameters() instanceof ASN1Null)) {
            return Optional.of(RSA_PARAMETERS);
        }
        BigInteger modulus;
        BigInteger exponent;
        try {
            byte[] der = key.getPublicKeyData().getOctets();
            if (StrictDer.faultOf(der).isPresent()) {
                return Optional.of(RSA_ENCODING);
            }
            // Not the library's own class: it reads negative numbers as positive ones.
            var numbers = ASN1Sequence.getInstance(der);
            modulus = ASN1Integer.getInstance(numbers.getObjectAt(0)).getValue();
            exponent = ASN1Integer.getInstance(numbers.getObjectAt(1)).getValue();
            if (numbers.size() != 2) {
                return Optional.of(RSA_ENCODING);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.of(RSA_ENCODING);
        }
        if (modulus.signum() <= 0 || !modulus.testBit(0)) {
            return Optional.of(RSA_MODULUS);
        }
        if (modulus.bitLength() < RSA_BITS_MIN || modulus.bitLength() > RSA_BITS_MAX) {
            return Optional.of(RSA_SIZE);
        }
        boolean usual = exponent.compareTo(EXPONENT_MIN) >= 0
                && exponent.bitLength() <= EXPONENT_BITS_MAX
                && exponent.testBit(0);
        return when(!usual, RSA_EXPONENT);
    }

    private static Optional<AlgorithmRule> when(boolean broken, AlgorithmRule rule) {
        return broken ? Optional.of(rule) : Optional.empty();
    }
}
