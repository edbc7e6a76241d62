package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.AlgorithmRule;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Public keys that may stand nowhere, for every place where a key may stand. Nobody holds their private halves: the
/// gates must refuse them before they would notice.
final class WrongKeys {
    private static final byte[] POINT = keyBytes();

    private WrongKeys() {}

    record WrongKey(AlgorithmRule rule, String encoding, SubjectPublicKeyInfo wrong, SubjectPublicKeyInfo twin) {}

    static List<WrongKey> all() {
        var all = new ArrayList<WrongKey>();
        var p256 = ec(SECObjectIdentifiers.secp256r1, POINT);
        var p384 = info(pair("EC", 384));
        var fine = rsa(modulus(2048), BigInteger.valueOf(65_537));
        kinds(all, p256, fine);
        curves(all, p256, p384);
        points(all, p256);
        rsaNumbers(all, fine);
        return all;
    }

    static KeyPair pair(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SubjectPublicKeyInfo info(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    private static void kinds(List<WrongKey> all, SubjectPublicKeyInfo p256, SubjectPublicKeyInfo rsa) {
        add(all, AlgorithmRule.KEY_KIND, "Ed25519", info(pair("Ed25519", 0)), p256);
        add(all, AlgorithmRule.KEY_KIND, "X25519", info(pair("X25519", 0)), p256);
        add(all, AlgorithmRule.KEY_KIND, "DSA", info(pair("DSA", 1024)), p256);
        add(
                all,
                AlgorithmRule.KEY_KIND,
                "RSASSA-PSS alone",
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS),
                        rsa.getPublicKeyData().getOctets()),
                rsa);
        add(
                all,
                AlgorithmRule.KEY_KIND,
                "EC for key agreement alone",
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(
                                new ASN1ObjectIdentifier("1.3.132.1.12"), SECObjectIdentifiers.secp256r1),
                        POINT),
                p256);
    }

    private static void curves(List<WrongKey> all, SubjectPublicKeyInfo p256, SubjectPublicKeyInfo p384) {
        add(all, AlgorithmRule.CURVE, "P-521", info(pair("EC", 521)), p384);
        add(all, AlgorithmRule.CURVE, "P-224", ec(SECObjectIdentifiers.secp224r1, new byte[57]), p256);
        add(all, AlgorithmRule.CURVE, "secp256k1", ec(SECObjectIdentifiers.secp256k1, POINT), p256);
        add(all, AlgorithmRule.CURVE, "a binary field", ec(SECObjectIdentifiers.sect283r1, new byte[73]), p256);
        add(all, AlgorithmRule.CURVE_EXPLICIT, "P-256 written out", ec(explicit("secp256r1"), POINT), p256);
        add(all, AlgorithmRule.CURVE_EXPLICIT, "a binary field written out", ec(explicit("sect571r1"), POINT), p256);
        add(all, AlgorithmRule.CURVE_IMPLICIT, "NULL", ec(DERNull.INSTANCE, POINT), p256);
        add(
                all,
                AlgorithmRule.CURVE_IMPLICIT,
                "no parameters",
                new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey), POINT),
                p256);
    }

    private static void points(List<WrongKey> all, SubjectPublicKeyInfo p256) {
        byte[] off = POINT.clone();
        off[64] ^= 1;
        byte[] compressed = Arrays.copyOf(POINT, 33);
        compressed[0] = (byte) (2 + (POINT[64] & 1));
        byte[] hybrid = POINT.clone();
        hybrid[0] = (byte) (6 + (POINT[64] & 1));
        byte[] beyond = new byte[65];
        Arrays.fill(beyond, (byte) 0xff);
        beyond[0] = 4;
        var curve = SECObjectIdentifiers.secp256r1;
        add(all, AlgorithmRule.POINT, "off the curve", ec(curve, off), p256);
        add(all, AlgorithmRule.POINT, "compressed", ec(curve, compressed), p256);
        add(all, AlgorithmRule.POINT, "hybrid", ec(curve, hybrid), p256);
        add(all, AlgorithmRule.POINT, "infinity", ec(curve, new byte[1]), p256);
        add(all, AlgorithmRule.POINT, "coordinates beyond the field", ec(curve, beyond), p256);
        add(all, AlgorithmRule.POINT, "of the other curve", ec(SECObjectIdentifiers.secp384r1, POINT), p256);
        add(all, AlgorithmRule.POINT, "no bytes", ec(curve, new byte[0]), p256);
    }

    private static void rsaNumbers(List<WrongKey> all, SubjectPublicKeyInfo fine) {
        var usual = BigInteger.valueOf(65_537);
        add(all, AlgorithmRule.RSA_SIZE, "2,047 bits", rsa(modulus(2047), usual), fine);
        add(all, AlgorithmRule.RSA_SIZE, "1,024 bits", rsa(modulus(1024), usual), fine);
        add(all, AlgorithmRule.RSA_SIZE, "4,097 bits", rsa(modulus(4097), usual), rsa(modulus(4096), usual));
        add(all, AlgorithmRule.RSA_SIZE, "16,384 bits", rsa(modulus(16_384), usual), rsa(modulus(3072), usual));
        var big = modulus(2048);
        add(all, AlgorithmRule.RSA_EXPONENT, "one", rsa(big, BigInteger.ONE), fine);
        add(all, AlgorithmRule.RSA_EXPONENT, "three", rsa(big, BigInteger.valueOf(3)), fine);
        add(all, AlgorithmRule.RSA_EXPONENT, "even", rsa(big, BigInteger.valueOf(65_538)), fine);
        add(all, AlgorithmRule.RSA_EXPONENT, "zero", rsa(big, BigInteger.ZERO), fine);
        add(all, AlgorithmRule.RSA_EXPONENT, "negative", rsa(big, usual.negate()), fine);
        add(
                all,
                AlgorithmRule.RSA_EXPONENT,
                "34 bits",
                rsa(big, BigInteger.ONE.shiftLeft(33).add(BigInteger.ONE)),
                rsa(big, BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE)));
        add(all, AlgorithmRule.RSA_EXPONENT, "as long as the modulus", rsa(big, big.subtract(BigInteger.TWO)), fine);
        add(all, AlgorithmRule.RSA_MODULUS, "even", rsa(big.subtract(BigInteger.ONE), usual), fine);
        add(all, AlgorithmRule.RSA_MODULUS, "negative", rsa(big.negate(), usual), fine);
        add(
                all,
                AlgorithmRule.RSA_PARAMETERS,
                "left out",
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
                        fine.getPublicKeyData().getOctets()),
                fine);
        add(all, AlgorithmRule.RSA_PARAMETERS, "a curve", rsaRaw(SECObjectIdentifiers.secp256r1, fine), fine);
        byte[] bytes = fine.getPublicKeyData().getOctets();
        add(all, AlgorithmRule.RSA_ENCODING, "bytes behind", rsaBytes(Arrays.copyOf(bytes, bytes.length + 1)), fine);
        add(all, AlgorithmRule.RSA_ENCODING, "one number", rsaBytes(new byte[] {0x30, 3, 2, 1, 5}), fine);
    }

    /// Odd and of exactly so many bits; whether it has two prime factors nobody can tell.
    private static BigInteger modulus(int bits) {
        return new BigInteger(bits, Fixture.RANDOM).setBit(bits - 1).setBit(0);
    }

    private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) {
        try {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    new RSAPublicKey(modulus, exponent));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SubjectPublicKeyInfo rsaBytes(byte[] key) {
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key);
    }

    private static SubjectPublicKeyInfo rsaRaw(ASN1Encodable parameters, SubjectPublicKeyInfo key) {
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, parameters),
                key.getPublicKeyData().getOctets());
    }

    private static SubjectPublicKeyInfo ec(ASN1Encodable parameters, byte[] point) {
        return new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point);
    }

    private static ASN1Encodable explicit(String curve) {
        return SECNamedCurves.getByName(curve).toASN1Primitive();
    }

    private static byte[] keyBytes() {
        return info(LeafKey.p256(Fixture.RANDOM)).getPublicKeyData().getOctets();
    }

    private static void add(
            List<WrongKey> all,
            AlgorithmRule rule,
            String encoding,
            SubjectPublicKeyInfo wrong,
            SubjectPublicKeyInfo twin) {
        all.add(new WrongKey(rule, encoding, wrong, twin));
    }
}
