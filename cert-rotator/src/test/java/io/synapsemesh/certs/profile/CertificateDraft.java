package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
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
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A good leaf that a test bends in one place. Written apart from the product's own maker, so that a mistake there
/// does not hide here.
final class CertificateDraft {
    static final boolean CRITICAL = true;
    private static final PrivateKey SIGNER = LeafKey.p256(Fixture.RANDOM).getPrivate();
    private static final PublicKey SUBJECT = LeafKey.p256(Fixture.RANDOM).getPublic();

    private record Value(boolean critical, ASN1Encodable value) {}

    private final Map<ASN1ObjectIdentifier, Value> extensions = new LinkedHashMap<>();
    private BigInteger serial = BigInteger.TWO.pow(120).add(BigInteger.valueOf(77));
    private Instant from;
    private Instant until;
    private PublicKey key = SUBJECT;
    private String algorithm = "SHA256withECDSA";
    private PrivateKey signer = SIGNER;
    private boolean versionOne;

    CertificateDraft(Instant now) {
        from = now.minus(Duration.ofMinutes(2));
        until = now.plus(Duration.ofHours(24));
        names(
                new GeneralName(GeneralName.uniformResourceIdentifier, Fixture.WORKSPACE.text()),
                new GeneralName(GeneralName.dNSName, Fixture.HOSTS.get(0)),
                new GeneralName(GeneralName.dNSName, Fixture.HOSTS.get(1)));
        with(Extension.basicConstraints, CRITICAL, new BasicConstraints(false));
        with(Extension.keyUsage, CRITICAL, new KeyUsage(KeyUsage.digitalSignature));
        purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    }

    CertificateDraft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
        extensions.put(oid, new Value(critical, value));
        return this;
    }

    CertificateDraft without(ASN1ObjectIdentifier oid) {
        extensions.remove(oid);
        return this;
    }

    CertificateDraft names(GeneralName... names) {
        return with(Extension.subjectAlternativeName, CRITICAL, new GeneralNames(names));
    }

    CertificateDraft namesNotCritical() {
        var value = java.util.Objects.requireNonNull(extensions.get(Extension.subjectAlternativeName));
        return with(Extension.subjectAlternativeName, !CRITICAL, value.value());
    }

    CertificateDraft purposes(KeyPurposeId... purposes) {
        return with(Extension.extendedKeyUsage, !CRITICAL, new ExtendedKeyUsage(purposes));
    }

    CertificateDraft serial(BigInteger value) {
        serial = value;
        return this;
    }

    CertificateDraft dates(Instant begin, Instant end) {
        from = begin;
        until = end;
        return this;
    }

    CertificateDraft key(PublicKey value) {
        key = value;
        return this;
    }

    CertificateDraft signed(String name, PrivateKey with) {
        algorithm = name;
        signer = with;
        return this;
    }

    CertificateDraft versionOne() {
        versionOne = true;
        return this;
    }

    byte[] der() {
        try {
            var content = new JcaContentSignerBuilder(algorithm).build(signer);
            var issuer = new X500Name("CN=vectors");
            if (versionOne) {
                return new JcaX509v1CertificateBuilder(
                                issuer, serial, Date.from(from), Date.from(until), new X500Name("CN=v1"), key)
                        .build(content)
                        .getEncoded();
            }
            var builder = new JcaX509v3CertificateBuilder(
                    issuer, serial, Date.from(from), Date.from(until), new X500Name(""), key);
            for (var extension : extensions.entrySet()) {
                builder.addExtension(
                        extension.getKey(),
                        extension.getValue().critical(),
                        extension.getValue().value());
            }
            return builder.build(content).getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("a draft can always be signed", e);
        }
    }
}
