package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.Times;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Writes certificates, one shape a method. Serials are 128 random bits: unpredictable, and unique without a counter
/// that replicas would have to share.
final class CertificateMaker {
    private final SecureRandom random;

    CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    /// A self-signed root over a new key. Its subject carries a random word, so that two roots of one authority never
    /// share a name and path building never has to guess.
    ///
    /// @param pathLength how many authorities may stand below it, a cross-signed root included
    Root root(
            String title,
            int pathLength,
            Optional<String> uri,
            Optional<NameConstraints> constraints,
            Instant from,
            Duration life) {
        KeyPair pair = io.synapsemesh.certs.LeafKey.p256(random);
        X500Name subject = named("SynapseMesh " + title + " " + word());
        var builder = builder(subject, from, from.plus(life), subject, pair.getPublic());
        var certificate = sign(builder, pair.getPrivate(), b -> {
            authority(b, pathLength, pair.getPublic());
            uri.ifPresent(text -> add(
                    b,
                    Extension.subjectAlternativeName,
                    Criticality.NO,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, text))));
            constraints.ifPresent(value -> add(b, Extension.nameConstraints, Criticality.YES, value));
            return b;
        });
        return keep(certificate, pair);
    }

    /// `subject` once more, but signed by `issuer` and not by itself: the same name, key and constraints, so that who
    /// knows only `issuer` can follow a leaf of `subject` to it.
    X509Certificate cross(Root issuer, X509Certificate subject, int pathLength, Instant from) {
        Instant one = issuer.certificate().getNotAfter().toInstant();
        Instant other = subject.getNotAfter().toInstant();
        var name = X500Name.getInstance(subject.getSubjectX500Principal().getEncoded());
        var builder =
                builder(issuer.open().name(), from, one.isBefore(other) ? one : other, name, subject.getPublicKey());
        return sign(builder, issuer.open().key(), b -> {
            authority(b, pathLength, subject.getPublicKey());
            add(
                    b,
                    Extension.authorityKeyIdentifier,
                    Criticality.NO,
                    issuer.open().keyIdentifier());
            copy(subject, Extension.subjectAlternativeName, b);
            copy(subject, Extension.nameConstraints, b);
            return b;
        });
    }

    private static void copy(
            X509Certificate from, org.bouncycastle.asn1.ASN1ObjectIdentifier oid, X509v3CertificateBuilder to) {
        try {
            var extension = new JcaX509CertificateHolder(from).getExtension(oid);
            if (extension != null) {
                to.addExtension(extension);
            }
        } catch (CertIOException | java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException("a root of ours has readable extensions", e);
        }
    }

    /// A certificate authority under `issuer` that can sign only leaves, and only within `constraints`.
    Root intermediate(Root issuer, String title, NameConstraints constraints, Instant from, Instant until) {
        KeyPair pair = io.synapsemesh.certs.LeafKey.p256(random);
        var builder = builder(issuer.open().name(), from, until, named(title), pair.getPublic());
        var certificate = sign(builder, issuer.open().key(), b -> {
            authority(b, 0, pair.getPublic());
            add(
                    b,
                    Extension.authorityKeyIdentifier,
                    Criticality.NO,
                    issuer.open().keyIdentifier());
            add(b, Extension.extendedKeyUsage, Criticality.NO, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            add(b, Extension.nameConstraints, Criticality.YES, constraints);
            return b;
        });
        return keep(certificate, pair);
    }

    /// A certificate authority under a root whose key is elsewhere: `signer` signs with it.
    Root subordinate(X509Certificate root, ContentSigner signer, String title, String uri, Instant from, Instant until)
            throws IOException {
        KeyPair pair = io.synapsemesh.certs.LeafKey.p256(random);
        X500Name issuer = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, from, until, named("SynapseMesh " + title + " " + word()), pair.getPublic());
        authority(builder, 0, pair.getPublic());
        add(
                builder,
                Extension.authorityKeyIdentifier,
                Criticality.NO,
                Root.keyIdentifiers().createAuthorityKeyIdentifier(root.getPublicKey()));
        add(
                builder,
                Extension.subjectAlternativeName,
                Criticality.NO,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        return keep(Pem.certificate(builder.build(signer).getEncoded()), pair);
    }

    /// A leaf that says exactly what `profile` says. The subject is empty and the alternative names critical, unless
    /// `commonName` is given for clients that show it.
    X509Certificate leaf(
            Root issuer,
            SubjectPublicKeyInfo key,
            LeafProfile profile,
            Optional<String> commonName,
            Instant from,
            Instant until) {
        var subject = commonName.map(CertificateMaker::named).orElse(new X500Name(""));
        var parts = new LeafBytes.Parts(
                serial(),
                from.truncatedTo(ChronoUnit.SECONDS),
                until.truncatedTo(ChronoUnit.SECONDS),
                subject,
                key,
                profile);
        try {
            return new SignedLeaf(
                    LeafBytes.signed(issuer.open(), parts, random),
                    issuer.certificate().getSubjectX500Principal(),
                    parts.serial(),
                    parts.from(),
                    parts.until());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key signs certificates", e);
        }
    }

    private enum Criticality {
        YES,
        NO
    }

    private static void authority(X509v3CertificateBuilder builder, int pathLength, PublicKey key) {
        add(builder, Extension.basicConstraints, Criticality.YES, new BasicConstraints(pathLength));
        add(builder, Extension.keyUsage, Criticality.YES, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        add(
                builder,
                Extension.subjectKeyIdentifier,
                Criticality.NO,
                Root.keyIdentifiers().createSubjectKeyIdentifier(key));
    }

    private X509v3CertificateBuilder builder(
            X500Name issuer, Instant from, Instant until, X500Name subject, PublicKey key) {
        return new X509v3CertificateBuilder(
                issuer,
                serial(),
                Times.write(from),
                Times.write(until),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private X509Certificate sign(
            X509v3CertificateBuilder builder, PrivateKey key, UnaryOperator<X509v3CertificateBuilder> extensions) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .setSecureRandom(random)
                    .build(key);
            return Pem.certificate(extensions.apply(builder).build(signer).getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("a P-256 key signs certificates", e);
        }
    }

    private BigInteger serial() {
        BigInteger serial = new BigInteger(128, random);
        return serial.bitLength() < 64 ? serial() : serial;
    }

    private String word() {
        return new BigInteger(40, random).toString(36);
    }

    private static Root keep(X509Certificate certificate, KeyPair pair) {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        try {
            return new Root(certificate, SecretBytes.copyOf(pkcs8));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static X500Name named(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName.length() > 64 ? commonName.substring(0, 64) : commonName)
                .build();
    }

    private static void add(
            X509v3CertificateBuilder builder,
            org.bouncycastle.asn1.ASN1ObjectIdentifier oid,
            Criticality criticality,
            org.bouncycastle.asn1.ASN1Encodable value) {
        try {
            builder.addExtension(oid, criticality == Criticality.YES, value);
        } catch (CertIOException e) {
            throw new IllegalStateException("extension " + oid + " has an encoding", e);
        }
    }
}
