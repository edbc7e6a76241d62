package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.RequestRule;
import io.synapsemesh.certs.SigningRequest;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/// Signing requests that must not be answered. Where it matters that nothing else is wrong, they are signed anew by
/// their own key.
final class WrongRequests {
    private static final ASN1ObjectIdentifier REQUEST = PKCSObjectIdentifiers.pkcs_9_at_extensionRequest;
    private static final ASN1ObjectIdentifier MICROSOFT = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.13.2.3");
    private static final String EC_SIGNATURE = "SHA256withECDSA";
    private static final String RSA_SIGNATURE = "SHA256withRSA";

    private final List<Vector> all = new ArrayList<>();
    private final KeyPair ec = WrongKeys.pair("EC", 256);
    private final KeyPair rsa = WrongKeys.pair("RSA", 2048);
    private final byte[] good = request(ec, EC_SIGNATURE);
    private final byte[] goodRsa = request(rsa, RSA_SIGNATURE);

    private record Asked(ASN1ObjectIdentifier type, ASN1Encodable[] values) {}

    private WrongRequests() {}

    static List<Vector> vectors() {
        var made = new WrongRequests();
        made.bytes();
        made.keys();
        made.signatures();
        made.attributes();
        made.extensions();
        return made.all;
    }

    private void bytes() {
        add(
                RequestRule.TOO_LARGE,
                "one byte more than 8 KiB",
                sized(SigningRequest.BYTES_MAX + 1),
                sized(SigningRequest.BYTES_MAX));
        add(RequestRule.TOO_LARGE, "37,000 bytes", sized(37_000), good);
        encoding("INDEFINITE_LENGTH", "the whole", DerTree.patched(good, node -> node.form(DerTree.Form.INDEFINITE)));
        encoding("LENGTH_NOT_MINIMAL", "the whole", DerTree.patched(good, node -> node.form(DerTree.Form.PADDED)));
        encoding("TRAILING_BYTES", "a zero byte", Arrays.copyOf(good, good.length + 1));
        encoding("TRUNCATED", "the last byte is gone", Arrays.copyOf(good, good.length - 1));
        encoding("EMPTY", "no bytes", new byte[0]);
        encoding(
                "TAG",
                "PEM instead of DER",
                "\u0000-----BEGIN CERTIFICATE REQUEST-----".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        encoding(
                "BIT_STRING",
                "unused bits of the key",
                patched(
                        node -> {
                            byte[] point = node.bytes();
                            point[0] = 9;
                            return node.content(point);
                        },
                        0,
                        2,
                        1));
        add(
                RequestRule.UNREADABLE,
                "two parts",
                DerTree.sequence(DerTree.read(good).child(0), DerTree.read(good).child(1))
                        .encoded(),
                good);
        add(RequestRule.UNREADABLE, "a sequence of nothing", new byte[] {0x30, 0}, good);
        add(RequestRule.VERSION, "the second", patched(node -> node.content((byte) 1), 0, 0), good);
        add(RequestRule.VERSION, "a huge one", patched(node -> node.content((byte) 1, (byte) 2, (byte) 3), 0, 0), good);
    }

    private void keys() {
        for (var key : WrongKeys.all()) {
            all.add(new Vector(
                    RequestRule.KEY + "." + key.rule(),
                    key.encoding(),
                    new Vector.Request(request(key.wrong(), ec.getPrivate(), EC_SIGNATURE)),
                    new Vector.Request(key.rule().name().startsWith("RSA") ? goodRsa : good)));
        }
    }

    private void signatures() {
        String kind = RequestRule.SIGNATURE_ALGORITHM + ".SIGNATURE_KIND";
        add(kind, "ECDSA with SHA-1", request(ec, "SHA1withECDSA"), request(ec, "SHA512withECDSA"));
        add(kind, "RSA with SHA-1", request(rsa, "SHA1withRSA"), request(rsa, "SHA512withRSA"));
        add(kind, "RSA with MD5", request(rsa, "MD5withRSA"), request(rsa, "SHA384withRSA"));
        add(kind, "RSASSA-PSS", DerTree.patched(goodRsa, WrongRequests::pss, 1, 0), goodRsa);
        add(
                RequestRule.SIGNATURE_ALGORITHM + ".SIGNATURE_PARAMETERS",
                "ECDSA with NULL",
                patched(node -> node.add(DerTree.of(5)), 1),
                good);
        add(
                RequestRule.SIGNATURE_KEY,
                "RSA over an EC key",
                request(WrongKeys.info(ec), rsa.getPrivate(), RSA_SIGNATURE),
                good);
        add(
                RequestRule.SIGNATURE_KEY,
                "ECDSA over an RSA key",
                request(WrongKeys.info(rsa), ec.getPrivate(), EC_SIGNATURE),
                goodRsa);
        all.add(new Vector(
                RequestRule.SIGNATURE_ENCODING + ".INTEGER",
                "a number with a zero in front",
                new Vector.Request(patched(node -> node.content(padded(node.bytes())), 2)),
                new Vector.Request(good)));
        all.add(new Vector(
                RequestRule.SIGNATURE_ENCODING + ".TRUNCATED",
                "bytes of another kind",
                new Vector.Request(patched(node -> node.content(new byte[] {0, 1, 2, 3}), 2)),
                new Vector.Request(good)));
        all.add(new Vector(
                RequestRule.SIGNATURE_ENCODING + ".EMPTY",
                "no signature",
                new Vector.Request(patched(node -> node.content(new byte[1]), 2)),
                new Vector.Request(good)));
        add(
                RequestRule.PROOF_OF_POSSESSION,
                "signed by another EC key",
                request(WrongKeys.info(ec), WrongKeys.pair("EC", 256).getPrivate(), EC_SIGNATURE),
                good);
        add(
                RequestRule.PROOF_OF_POSSESSION,
                "signed by another RSA key",
                request(WrongKeys.info(rsa), WrongKeys.pair("RSA", 2048).getPrivate(), RSA_SIGNATURE),
                goodRsa);
        add(
                RequestRule.PROOF_OF_POSSESSION,
                "another subject was signed",
                patched(node -> DerTree.sequence(), 0, 1),
                good);
        add(
                RequestRule.PROOF_OF_POSSESSION,
                "zero and zero",
                patched(node -> node.content(new byte[] {0, 0x30, 6, 2, 1, 0, 2, 1, 0}), 2),
                good);
    }

    private void attributes() {
        add(
                RequestRule.CHALLENGE_PASSWORD,
                "printable",
                asking(new Asked(
                        PKCSObjectIdentifiers.pkcs_9_at_challengePassword, values(new DERPrintableString("secret")))),
                good);
        add(
                RequestRule.CHALLENGE_PASSWORD,
                "empty",
                asking(new Asked(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, values(new DERUTF8String("")))),
                good);
        add(
                RequestRule.ATTRIBUTE,
                "a version of Windows",
                asking(new Asked(MICROSOFT, values(new DERPrintableString("10.0.1")))),
                good);
        add(
                RequestRule.ATTRIBUTE,
                "a mail address",
                asking(new Asked(
                        PKCSObjectIdentifiers.pkcs_9_at_emailAddress, values(new DERUTF8String("a@corp.example")))),
                good);
        var none = new DERSequence();
        var fine = asking(new Asked(REQUEST, values(none)));
        add(
                RequestRule.ATTRIBUTE_DUPLICATE,
                "two lists",
                asking(new Asked(REQUEST, values(none)), new Asked(REQUEST, values(none))),
                fine);
        add(RequestRule.ATTRIBUTE_DUPLICATE, "two values", asking(new Asked(REQUEST, values(none, none))), fine);
        add(RequestRule.ATTRIBUTE_DUPLICATE, "no value", asking(new Asked(REQUEST, values())), fine);
    }

    private void extensions() {
        byte[] names =
                asked(extension(Extension.subjectAlternativeName, names(uri("spiffe://corp.example/ns/a/sa/b"))));
        add(
                RequestRule.REQUESTED_AUTHORITY,
                "CA",
                asked(extension(Extension.basicConstraints, new BasicConstraints(true))),
                asked(extension(Extension.basicConstraints, new BasicConstraints(false))));
        add(
                RequestRule.REQUESTED_AUTHORITY,
                "CA, length 0",
                asked(extension(Extension.basicConstraints, new BasicConstraints(0))),
                names);
        byte[] usage = asked(extension(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)));
        add(
                RequestRule.REQUESTED_KEY_USAGE,
                "keyCertSign",
                asked(extension(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign))),
                usage);
        add(
                RequestRule.REQUESTED_KEY_USAGE,
                "cRLSign too",
                asked(extension(Extension.keyUsage, new KeyUsage(KeyUsage.cRLSign | KeyUsage.digitalSignature))),
                usage);
        add(
                RequestRule.REQUESTED_KEY_PURPOSE,
                "any",
                asked(extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))),
                asked(extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }))));
        add(
                RequestRule.REQUESTED_KEY_PURPOSE,
                "code signing",
                asked(extension(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))),
                names);
        add(
                RequestRule.REQUESTED_EXTENSION,
                "name constraints",
                asked(extension(Extension.nameConstraints, new DERSequence())),
                names);
        add(
                RequestRule.REQUESTED_EXTENSION,
                "one nobody knows",
                asked(extension(new ASN1ObjectIdentifier("1.2.3.4"), new DERUTF8String("x"))),
                names);
        add(
                RequestRule.REQUESTED_EXTENSION_DUPLICATE,
                "names twice",
                asked(
                        extension(Extension.subjectAlternativeName, names(uri("spiffe://corp.example/a"))),
                        extension(Extension.subjectAlternativeName, names(uri("spiffe://corp.example/b")))),
                names);
        add(
                RequestRule.REQUESTED_NAME,
                "two identities",
                asked(extension(
                        Extension.subjectAlternativeName,
                        names(uri("spiffe://corp.example/a"), uri("spiffe://corp.example/b")))),
                names);
        add(
                RequestRule.REQUESTED_NAME,
                "a mail address",
                asked(extension(
                        Extension.subjectAlternativeName,
                        names(new GeneralName(GeneralName.rfc822Name, "a@corp.example")))),
                names);
        add(
                RequestRule.REQUESTED_NAME,
                "a directory name",
                asked(extension(
                        Extension.subjectAlternativeName,
                        names(new GeneralName(GeneralName.directoryName, "CN=admin")))),
                names);
        encoding("TRAILING_BYTES", "behind a requested extension", asked(new DERSequence(new ASN1Encodable[] {
            Extension.keyUsage, new org.bouncycastle.asn1.DEROctetString(new byte[] {3, 2, 7, (byte) 0x80, 0})
        })));
        add(
                RequestRule.UNREADABLE,
                "a requested extension that is text",
                asked(extension(Extension.keyUsage, new DERUTF8String("x"))),
                usage);
        add(
                RequestRule.UNREADABLE,
                "a key usage without bits",
                asked(new DERSequence(new ASN1Encodable[] {
                    Extension.keyUsage, new org.bouncycastle.asn1.DEROctetString(new byte[] {3, 1, 0})
                })),
                usage);
    }

    /// A request of exactly so many bytes, by one long host name.
    private byte[] sized(int bytes) {
        int rest = bytes - host(1000).length + 1000;
        byte[] request = host(rest);
        // An ECDSA signature has 70 to 72 bytes: again until it fits.
        while (request.length != bytes) {
            request = host(rest += bytes - request.length);
        }
        return request;
    }

    private byte[] host(int letters) {
        return asked(extension(
                Extension.subjectAlternativeName, names(new GeneralName(GeneralName.dNSName, "x".repeat(letters)))));
    }

    /// An ECDSA signature whose first number has two zero bytes in front.
    private static byte[] padded(byte[] bits) {
        var signature = DerTree.read(Arrays.copyOfRange(bits, 1, bits.length));
        byte[] number = signature.child(0).bytes();
        byte[] longer = new byte[number.length + 2];
        System.arraycopy(number, 0, longer, 2, number.length);
        signature.child(0).content(longer);
        byte[] der = signature.encoded();
        byte[] out = new byte[der.length + 1];
        System.arraycopy(der, 0, out, 1, der.length);
        return out;
    }

    /// The object identifier of RSASSA-PSS.
    private static DerTree pss(DerTree oid) {
        byte[] bytes = oid.bytes();
        bytes[bytes.length - 1] = 10;
        return oid.content(bytes);
    }

    private byte[] asked(ASN1Encodable... extensions) {
        return asking(new Asked(REQUEST, values(new DERSequence(extensions))));
    }

    private static ASN1Encodable extension(ASN1ObjectIdentifier oid, ASN1Encodable value) {
        try {
            return new Extension(oid, false, value.toASN1Primitive().getEncoded()).toASN1Primitive();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralNames names(GeneralName... names) {
        return new GeneralNames(names);
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static ASN1Encodable[] values(ASN1Encodable... values) {
        return values;
    }

    private byte[] asking(Asked... attributes) {
        return build(new X500Name("CN=x"), WrongKeys.info(ec), ec.getPrivate(), EC_SIGNATURE, attributes);
    }

    private byte[] patched(UnaryOperator<DerTree> change, int... path) {
        return DerTree.patched(good, change, path);
    }

    private static byte[] request(KeyPair pair, String algorithm) {
        return request(WrongKeys.info(pair), pair.getPrivate(), algorithm);
    }

    private static byte[] request(SubjectPublicKeyInfo key, PrivateKey signer, String algorithm) {
        return build(new X500Name("CN=x"), key, signer, algorithm);
    }

    private static byte[] build(
            X500Name subject, SubjectPublicKeyInfo key, PrivateKey signer, String algorithm, Asked... attributes) {
        try {
            var builder = new PKCS10CertificationRequestBuilder(subject, key);
            for (Asked asked : attributes) {
                builder.addAttribute(asked.type(), asked.values());
            }
            return builder.build(new JcaContentSignerBuilder(algorithm).build(signer))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void encoding(String rule, String encoding, byte[] wrong) {
        add(RequestRule.ENCODING + "." + rule, encoding, wrong, good);
    }

    private void add(RequestRule rule, String encoding, byte[] wrong, byte[] twin) {
        add(rule.name(), encoding, wrong, twin);
    }

    private void add(String rule, String encoding, byte[] wrong, byte[] twin) {
        all.add(new Vector(rule, encoding, new Vector.Request(wrong), new Vector.Request(twin)));
    }
}
