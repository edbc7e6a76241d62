package io.synapsemesh.controlplane;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A root that signs whatever it is asked to, also what ours refuses to.
final class SigningRoot {
    private final KeyPair key = keyPair();
    private final X500Name subject;
    private final X509Certificate certificate;

    /// @param leaf with its key
    record Signed(X509Certificate leaf, PrivateKey key) {}

    SigningRoot(String name) {
        subject = new X500Name("CN=" + name);
        certificate = sign(key.getPublic(), subject, true, Duration.ofHours(2), List.of());
    }

    X509Certificate certificate() {
        return certificate;
    }

    /// @param left of its life; negative: it has expired
    Signed leaf(Duration left, String... uris) {
        var names = new ArrayList<GeneralName>();
        for (String uri : uris) {
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        }
        return signed(left, names);
    }

    Signed server(String host) {
        return signed(Duration.ofHours(1), List.of(new GeneralName(GeneralName.dNSName, host)));
    }

    private Signed signed(Duration left, List<GeneralName> names) {
        KeyPair own = keyPair();
        return new Signed(sign(own.getPublic(), new X500Name("CN=leaf"), false, left, names), own.getPrivate());
    }

    private X509Certificate sign(
            PublicKey subjectKey, X500Name name, boolean authority, Duration left, List<GeneralName> names) {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(64, new SecureRandom()).setBit(62),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(left)),
                name,
                subjectKey);
        int usage = authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (!names.isEmpty()) {
                var all = new GeneralNames(names.toArray(GeneralName[]::new));
                builder.addExtension(Extension.subjectAlternativeName, false, all);
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
