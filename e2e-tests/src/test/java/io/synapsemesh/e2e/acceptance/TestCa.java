package io.synapsemesh.e2e.acceptance;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs whatever it is asked to, by the book only where nobody asks for something else.
final class TestCa {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair key = keyPair();
    private final X509Certificate root;

    TestCa(String commonName, String trustDomain) {
        name = new X500Name("CN=" + commonName);
        var draft = new Draft()
                .names(uri("spiffe://" + trustDomain))
                .with(Extension.basicConstraints, true, new BasicConstraints(true))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .without(Extension.extendedKeyUsage);
        root = sign(draft, name, key);
    }

    /// A leaf before it is signed: good until something is changed.
    static final class Draft {
        private record Value(boolean critical, ASN1Encodable value) {}

        private final Map<ASN1ObjectIdentifier, Value> extensions = new LinkedHashMap<>();
        private Instant from = Instant.now().minus(Duration.ofMinutes(2));
        private Instant until = Instant.now().plus(Duration.ofHours(2));

        Draft() {
            with(Extension.basicConstraints, true, new BasicConstraints(false));
            with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
        }

        Draft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            extensions.put(oid, new Value(critical, value));
            return this;
        }

        Draft without(ASN1ObjectIdentifier oid) {
            extensions.remove(oid);
            return this;
        }

        /// Not critical beside a subject, so that clients that do not understand a name still carry it.
        Draft names(GeneralName... names) {
            return with(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }

        Draft purposes(KeyPurposeId... purposes) {
            return with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        }

        Draft dates(Instant begin, Instant end) {
            from = begin;
            until = end;
            return this;
        }
    }

    /// A certificate with its key.
    record Held(X509Certificate certificate, PrivateKey key) {
        String pem() {
            return TestCa.pem("CERTIFICATE", encoded(certificate));
        }

        String keyPem() {
            return TestCa.pem("PRIVATE KEY", key.getEncoded());
        }

        @Override
        public String toString() {
            return "Held[" + certificate.getSerialNumber() + "]";
        }
    }

    Held issue(Draft draft) {
        KeyPair own = keyPair();
        return new Held(sign(draft, new X500Name("CN=leaf"), own), own.getPrivate());
    }

    X509Certificate root() {
        return root;
    }

    String pem() {
        return pem("CERTIFICATE", encoded(root));
    }

    /// Trusted by nobody.
    static Held stranger() {
        var ca = new TestCa("stranger", "stranger.example");
        return new Held(ca.root, ca.key.getPrivate());
    }

    static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    static GeneralName dns(String text) {
        return new GeneralName(GeneralName.dNSName, text);
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(Draft draft, X500Name subject, KeyPair own) {
        var builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, RANDOM).setBit(119),
                Date.from(draft.from),
                Date.from(draft.until),
                subject,
                own.getPublic());
        try {
            for (var extension : draft.extensions.entrySet()) {
                builder.addExtension(
                        extension.getKey(),
                        extension.getValue().critical(),
                        extension.getValue().value());
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] der) {
        return Stream.of(List.of("-----BEGIN " + label + "-----"), lines(der), List.of("-----END " + label + "-----"))
                .flatMap(List::stream)
                .reduce("", (all, line) -> all + line + "\n");
    }

    private static List<String> lines(byte[] der) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(der)
                .lines()
                .toList();
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
