package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Times;
import io.synapsemesh.certs.profile.LeafProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// The bytes of a leaf (RFC 5280 section 4.1), put together: what is the same in all of them is encoded once, which
/// halves the cost of a certificate. Whoever asked for it lints what comes out with another parser.
final class LeafBytes {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int EXTENSIONS = 0xa3;
    private static final byte[] VERSION_3 = {(byte) 0xa0, 3, INTEGER, 1, 2};
    private static final byte[] NO_UNUSED_BITS = {0};
    private static final byte[] ECDSA_SHA256 = der(new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256));
    private static final byte[] NO_AUTHORITY = extension(Extension.basicConstraints, true, new BasicConstraints(false));
    private static final byte[] SIGNS = extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    private static final byte[] KEY_IDENTIFIER = der(Extension.subjectKeyIdentifier);
    private static final Map<Set<KeyPurposeId>, byte[]> PURPOSES = purposes();

    private LeafBytes() {}

    /// What differs from leaf to leaf.
    ///
    /// @param subject empty, unless clients show it
    record Parts(
            BigInteger serial,
            Instant from,
            Instant until,
            X500Name subject,
            SubjectPublicKeyInfo key,
            LeafProfile profile) {}

    /// @return a whole certificate
    /// @throws GeneralSecurityException if the issuer's key does not sign
    static byte[] signed(Root.Opened issuer, Parts parts, SecureRandom random) throws GeneralSecurityException {
        byte[] body = of(
                SEQUENCE,
                VERSION_3,
                of(INTEGER, parts.serial().toByteArray()),
                ECDSA_SHA256,
                issuer.nameBytes(),
                of(SEQUENCE, Times.der(parts.from()), Times.der(parts.until())),
                der(parts.subject()),
                der(parts.key()),
                of(EXTENSIONS, of(SEQUENCE, extensions(issuer, parts))));
        var signature = Signature.getInstance(LeafKey.SIGNATURE);
        signature.initSign(issuer.key(), random);
        signature.update(body);
        return of(SEQUENCE, body, ECDSA_SHA256, of(BIT_STRING, NO_UNUSED_BITS, signature.sign()));
    }

    private static byte[][] extensions(Root.Opened issuer, Parts parts) throws GeneralSecurityException {
        boolean hasSubject = parts.subject().size() > 0;
        byte[] purposes = PURPOSES.get(parts.profile().keyPurposes());
        return new byte[][] {
            extension(Extension.subjectAlternativeName, !hasSubject, names(parts.profile())),
            NO_AUTHORITY,
            SIGNS,
            purposes == null ? purposes(parts.profile().keyPurposes()) : purposes,
            of(SEQUENCE, KEY_IDENTIFIER, of(OCTET_STRING, of(OCTET_STRING, keyIdentifier(parts.key())))),
            issuer.keyIdentifierBytes()
        };
    }

    /// RFC 5280 section 4.2.1.2, the first way.
    private static byte[] keyIdentifier(SubjectPublicKeyInfo key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getOctets());
    }

    private static byte[] names(LeafProfile profile) {
        List<byte[]> names = new ArrayList<>();
        profile.uri().ifPresent(id -> names.add(name(GeneralName.uniformResourceIdentifier, id.uri())));
        profile.dnsNames().forEach(host -> names.add(name(GeneralName.dNSName, host)));
        profile.ipAddresses().forEach(address -> names.add(name(GeneralName.iPAddress, address)));
        return of(SEQUENCE, names.toArray(byte[][]::new));
    }

    private static byte[] name(int kind, String text) {
        return der(new GeneralName(kind, text));
    }

    private static Map<Set<KeyPurposeId>, byte[]> purposes() {
        var all = new HashMap<Set<KeyPurposeId>, byte[]>();
        for (var set : List.of(
                Set.of(KeyPurposeId.id_kp_serverAuth),
                Set.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth))) {
            all.put(set, purposes(set));
        }
        return all;
    }

    private static byte[] purposes(Set<KeyPurposeId> purposes) {
        return extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(purposes.stream()
                        .sorted(Comparator.comparing(KeyPurposeId::getId))
                        .toArray(KeyPurposeId[]::new)));
    }

    private static byte[] extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Object value) {
        return extension(oid, critical, der(value));
    }

    static byte[] extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
        return der(new Extension(oid, critical, new DEROctetString(value)));
    }

    static byte[] der(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException("every part of a certificate has an encoding", e);
        }
    }

    private static byte[] of(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        var bytes = new ByteArrayOutputStream(length + 5);
        bytes.write(tag);
        if (length < 0x80) {
            bytes.write(length);
        } else {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            bytes.write(0x80 | octets);
            for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
                bytes.write(length >>> shift);
            }
        }
        for (byte[] content : contents) {
            bytes.writeBytes(content);
        }
        return bytes.toByteArray();
    }
}
