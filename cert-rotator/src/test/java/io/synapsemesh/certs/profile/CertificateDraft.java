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
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A good leaf that a test bends in one place. Written apart from the product's own maker, so that a mistake there
/// does not hide here.
public final class CertificateDraft {
    public static final boolean CRITICAL = true;
    private static final PrivateKey SIGNER = LeafKey.p256(Fixture.RANDOM).getPrivate();
    private static final PublicKey SUBJECT = LeafKey.p256(Fixture.RANDOM).getPublic();

    private record Value(boolean critical, ASN1Encodable value) {}

    private final Map<ASN1ObjectIdentifier, Value> extensions = new LinkedHashMap<>();
    private BigInteger serial = BigInteger.TWO.pow(120).add(BigInteger.valueOf(77));
    private Instant from;
    private Instant until;
    private X500Name issuer = new X500Name("CN=vectors");
    private X500Name subject = new X500Name("");
    private SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(SUBJECT.getEncoded());
    private String algorithm = "SHA256withECDSA";
    private PrivateKey signer = SIGNER;
    private boolean versionOne;

    public CertificateDraft(Instant now) {
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

    public CertificateDraft with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
        extensions.put(oid, new Value(critical, value));
        return this;
    }

    public CertificateDraft without(ASN1ObjectIdentifier oid) {
        extensions.remove(oid);
        return this;
    }

    public CertificateDraft names(GeneralName... names) {
        return with(Extension.subjectAlternativeName, CRITICAL, new GeneralNames(names));
    }

    public CertificateDraft namesNotCritical() {
        var value = java.util.Objects.requireNonNull(extensions.get(Extension.subjectAlternativeName));
        return with(Extension.subjectAlternativeName, !CRITICAL, value.value());
    }

    public CertificateDraft purposes(KeyPurposeId... purposes) {
        return with(Extension.extendedKeyUsage, !CRITICAL, new ExtendedKeyUsage(purposes));
    }

    public CertificateDraft serial(BigInteger value) {
        serial = value;
        return this;
    }

    public CertificateDraft dates(Instant begin, Instant end) {
        from = begin;
        until = end;
        return this;
    }

    public CertificateDraft key(PublicKey value) {
        return key(SubjectPublicKeyInfo.getInstance(value.getEncoded()));
    }

    public CertificateDraft key(SubjectPublicKeyInfo value) {
        key = value;
        return this;
    }

    public CertificateDraft issuer(String name) {
        issuer = new X500Name(name);
        return this;
    }

    public CertificateDraft subject(String name) {
        subject = new X500Name(name);
        return this;
    }

    /// Turns it into a signer of the trust domain, without a path.
    public CertificateDraft authority(String name, BasicConstraints constraints) {
        names(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + Fixture.DOMAIN.name()));
        with(Extension.basicConstraints, CRITICAL, constraints);
        with(Extension.keyUsage, CRITICAL, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return subject(name).without(Extension.extendedKeyUsage);
    }

    public CertificateDraft signed(String name, PrivateKey with) {
        algorithm = name;
        signer = with;
        return this;
    }

    public CertificateDraft versionOne() {
        versionOne = true;
        return this;
    }

    public byte[] der() {
        try {
            var content = new JcaContentSignerBuilder(algorithm).build(signer);
            if (versionOne) {
                return new X509v1CertificateBuilder(
                                issuer, serial, Date.from(from), Date.from(until), new X500Name("CN=v1"), key)
                        .build(content)
                        .getEncoded();
            }
            var builder = new X509v3CertificateBuilder(issuer, serial, Date.from(from), Date.from(until), subject, key);
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
