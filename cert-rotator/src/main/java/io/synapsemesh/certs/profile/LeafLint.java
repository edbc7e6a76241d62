package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.AlgorithmRule;
import io.synapsemesh.certs.Times;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;

/// The gate in front of signing and of handing out. Envoy's own validators let through two URI SANs, `..`, `%2f`,
/// client-only leaves and even an expired one [facts: 24 of 26 vectors pass a plain context], so nothing after this
/// looks again.
public final class LeafLint {
    /// DER bytes of one certificate: a leaf of ours has about 800.
    public static final int BYTES_MAX = 36_500;

    /// A certificate that starts up to this much later than our clock is not yet a wrong one.
    static final Duration SKEW = Duration.ofSeconds(5);

    private static final Set<ASN1ObjectIdentifier> EXTENSIONS = Set.of(
            Extension.subjectAlternativeName,
            Extension.basicConstraints,
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.subjectKeyIdentifier,
            Extension.authorityKeyIdentifier,
            Extension.authorityInfoAccess,
            Extension.cRLDistributionPoints,
            Extension.certificatePolicies);

    /// The log's receipts (RFC 6962 section 3.3), which every public CA puts into a server's certificate.
    private static final ASN1ObjectIdentifier CERTIFICATE_TRANSPARENCY =
            new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

    private LeafLint() {}

    /// Everything `der` has that `profile` does not allow at `now`; empty means it may be shown.
    public static List<Violation> check(byte[] der, LeafProfile profile, Instant now) {
        return check(der, profile, now, LeafLint::checkKey);
    }

    /// The same of a leaf over `key`, which was looked at before: it must be that very one.
    static List<Violation> check(byte[] der, LeafProfile profile, Instant now, SubjectPublicKeyInfo key) {
        return check(der, profile, now, (certified, found) -> {
            if (!certified.equals(key)) {
                found.add(new Violation(ProfileRule.KEY_PAIR, "another key than the one that was asked for"));
            }
        });
    }

    private static List<Violation> check(
            byte[] der, LeafProfile profile, Instant now, BiConsumer<SubjectPublicKeyInfo, List<Violation>> keyCheck) {
        var found = new ArrayList<Violation>();
        if (der.length > BYTES_MAX) {
            return List.of(new Violation(ProfileRule.TOO_LARGE, der.length + " bytes, at most " + BYTES_MAX));
        }
        CertificateFrame.read(der, found).ifPresent(certificate -> check(certificate, profile, now, keyCheck, found));
        return List.copyOf(found);
    }

    private static void check(
            X509CertificateHolder certificate,
            LeafProfile profile,
            Instant now,
            BiConsumer<SubjectPublicKeyInfo, List<Violation>> keyCheck,
            List<Violation> found) {
        try {
            checkFrame(certificate, profile, found);
            checkValidity(certificate, profile, now, found);
            keyCheck.accept(certificate.getSubjectPublicKeyInfo(), found);
            checkUse(certificate, profile, found);
            NameLint.check(certificate, profile, found);
        } catch (RuntimeException e) {
            found.add(CertificateFrame.unparsable(e));
        }
    }

    private static void checkFrame(X509CertificateHolder certificate, LeafProfile profile, List<Violation> found) {
        BigInteger serial = certificate.getSerialNumber();
        if (serial.signum() <= 0 || serial.bitLength() < 64 || serial.toByteArray().length > 20) {
            found.add(new Violation(ProfileRule.SERIAL, "a serial is positive, of 64 bits to 20 bytes"));
        }
        var signature = certificate.getSignatureAlgorithm();
        AlgorithmRule.brokenBy(signature)
                .ifPresent(rule -> found.add(Violation.of(
                        ProfileRule.SIGNATURE_ALGORITHM, rule, "signed with " + signature.getAlgorithm())));
        if (!signature.equals(certificate.toASN1Structure().getTBSCertificate().getSignature())) {
            found.add(new Violation(ProfileRule.SIGNATURE_MISMATCH, "two algorithms are named for one signature"));
        }
        for (Object oid : certificate.getExtensionOIDs()) {
            boolean allowed =
                    EXTENSIONS.contains(oid) || profile.uri().isEmpty() && CERTIFICATE_TRANSPARENCY.equals(oid);
            if (!allowed) {
                found.add(new Violation(ProfileRule.EXTENSION, "extension " + oid + " is not in the profile"));
            }
        }
    }

    private static void checkValidity(
            X509CertificateHolder certificate, LeafProfile profile, Instant now, List<Violation> found) {
        var signed = certificate.toASN1Structure();
        Instant from = Times.read(signed.getStartDate());
        Instant until = Times.read(signed.getEndDate());
        if (!from.isBefore(until)) {
            found.add(new Violation(ProfileRule.VALIDITY_ORDER, "ends at " + until + ", begins at " + from));
        }
        if (Duration.between(from, until).compareTo(profile.lifetimeMax()) > 0) {
            found.add(new Violation(
                    ProfileRule.LIFETIME,
                    "lives " + Duration.between(from, until) + ", at most " + profile.lifetimeMax()));
        }
        if (!now.isBefore(until)) {
            found.add(new Violation(ProfileRule.EXPIRED, "ended at " + until));
        }
        if (from.isAfter(now.plus(SKEW))) {
            found.add(new Violation(ProfileRule.NOT_YET_VALID, "begins at " + from));
        }
    }

    private static void checkKey(SubjectPublicKeyInfo key, List<Violation> found) {
        AlgorithmRule.brokenBy(key)
                .ifPresent(rule -> found.add(Violation.of(
                        ProfileRule.KEY_ALGORITHM,
                        rule,
                        "a key is P-256, P-384 or RSA of 2,048 to 4,096 bits, not "
                                + key.getAlgorithm().getAlgorithm())));
    }

    private static void checkUse(X509CertificateHolder certificate, LeafProfile profile, List<Violation> found) {
        var extensions = certificate.getExtensions();
        var constraints = extensions == null ? null : BasicConstraints.fromExtensions(extensions);
        if (constraints == null || constraints.isCA() || constraints.getPathLenConstraint() != null) {
            found.add(new Violation(ProfileRule.BASIC_CONSTRAINTS, "a leaf says CA:FALSE and no path length"));
        }
        var usage = extensions == null ? null : extensions.getExtension(Extension.keyUsage);
        if (usage == null) {
            found.add(new Violation(ProfileRule.KEY_USAGE, "no key usage"));
        } else {
            if (!usage.isCritical()) {
                found.add(new Violation(ProfileRule.KEY_USAGE_CRITICALITY, "key usage is critical"));
            }
            if (!profile.keyUsages().contains(KeyUsage.getInstance(usage.getParsedValue()))) {
                found.add(new Violation(
                        ProfileRule.KEY_USAGE,
                        "key usage is digitalSignature, with keyEncipherment or keyAgreement in an SVID alone"));
            }
        }
        var purposes = extensions == null ? null : extensions.getExtension(Extension.extendedKeyUsage);
        if (purposes == null || !purposes(purposes).equals(profile.keyPurposes())) {
            found.add(new Violation(
                    ProfileRule.EXTENDED_KEY_USAGE, "extended key usage is " + profile.keyPurposes() + ", each once"));
        }
    }

    /// Each once, or none at all: the library folds the same purpose twice into one.
    private static Set<KeyPurposeId> purposes(Extension extension) {
        var usages = ASN1Sequence.getInstance(extension.getParsedValue());
        var purposes = new HashSet<KeyPurposeId>();
        for (ASN1Encodable usage : usages) {
            purposes.add(KeyPurposeId.getInstance(usage));
        }
        return purposes.size() == usages.size() ? purposes : Set.of();
    }
}
