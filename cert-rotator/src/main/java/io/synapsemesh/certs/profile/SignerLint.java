package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.AlgorithmRule;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.identity.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/// A certificate that signs others, whoever made it: ours, an outside issuer's, a federated domain's (X509-SVID
/// sections 2, 4 and 5). The JDK's path validation still takes RSA of 1,024 bits and key usage that is not critical.
public final class SignerLint {
    private SignerLint() {}

    /// What keeps `certificate` from signing for `trustDomain`. A signer may go without a URI SAN; if it has one, it is
    /// the trust domain alone.
    public static List<Violation> check(X509Certificate certificate, Optional<TrustDomain> trustDomain) {
        byte[] der = Pem.der(certificate);
        if (der.length > LeafLint.BYTES_MAX) {
            return List.of(new Violation(ProfileRule.TOO_LARGE, der.length + " bytes, at most " + LeafLint.BYTES_MAX));
        }
        var found = new ArrayList<Violation>();
        CertificateFrame.read(der, found).ifPresent(holder -> check(holder, trustDomain, found));
        return List.copyOf(found);
    }

    private static void check(X509CertificateHolder holder, Optional<TrustDomain> trustDomain, List<Violation> found) {
        try {
            checkAlgorithms(holder, found);
            checkUse(holder, found);
            checkNames(holder, trustDomain, found);
        } catch (RuntimeException e) {
            found.add(CertificateFrame.unparsable(e));
        }
    }

    private static void checkAlgorithms(X509CertificateHolder certificate, List<Violation> found) {
        AlgorithmRule.brokenBy(certificate.getSubjectPublicKeyInfo())
                .ifPresent(rule -> found.add(Violation.of(ProfileRule.KEY_ALGORITHM, rule, "a key we do not take")));
        AlgorithmRule.brokenBy(certificate.getSignatureAlgorithm())
                .ifPresent(rule ->
                        found.add(Violation.of(ProfileRule.SIGNATURE_ALGORITHM, rule, "a signature we do not take")));
    }

    private static void checkUse(X509CertificateHolder certificate, List<Violation> found) {
        var constraints = certificate.getExtension(Extension.basicConstraints);
        if (constraints == null
                || !constraints.isCritical()
                || !BasicConstraints.getInstance(constraints.getParsedValue()).isCA()) {
            found.add(new Violation(ProfileRule.BASIC_CONSTRAINTS, "a signer says CA:TRUE, critical"));
        }
        var usage = certificate.getExtension(Extension.keyUsage);
        if (usage == null) {
            found.add(new Violation(ProfileRule.KEY_USAGE, "a signer has a key usage"));
            return;
        }
        if (!usage.isCritical()) {
            found.add(new Violation(ProfileRule.KEY_USAGE_CRITICALITY, "key usage is critical"));
        }
        if (!KeyUsage.getInstance(usage.getParsedValue()).hasUsages(KeyUsage.keyCertSign)) {
            found.add(new Violation(ProfileRule.KEY_USAGE, "a signer's key usage has keyCertSign"));
        }
    }

    private static void checkNames(
            X509CertificateHolder certificate, Optional<TrustDomain> trustDomain, List<Violation> found) {
        var extension = certificate.getExtension(Extension.subjectAlternativeName);
        if (extension == null) {
            return;
        }
        int uris = 0;
        for (GeneralName name :
                GeneralNames.getInstance(extension.getParsedValue()).getNames()) {
            if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
                uris++;
                String uri =
                        new String(ASN1IA5String.getInstance(name.getName()).getOctets(), StandardCharsets.ISO_8859_1);
                trustDomain.ifPresent(domain -> checkDomain(uri, domain, found));
            }
        }
        if (uris > 1) {
            found.add(new Violation(ProfileRule.URI_SAN_COUNT, uris + " URI names instead of one at most"));
        }
    }

    private static void checkDomain(String uri, TrustDomain domain, List<Violation> found) {
        if (uri.equals("spiffe://" + domain.name())) {
            return;
        }
        Optional<SpiffeIdRule> broken = SpiffeIdRule.brokenBy(uri);
        if (broken.isEmpty() || broken.get() == SpiffeIdRule.ROOT_PATH) {
            found.add(new Violation(ProfileRule.IDENTITY, "a signer's id has no path: " + uri));
        } else if (broken.get() == SpiffeIdRule.PATH_MISSING) {
            found.add(new Violation(ProfileRule.TRUST_DOMAIN, uri + " instead of spiffe://" + domain.name()));
        } else {
            found.add(Violation.of(ProfileRule.URI_SAN_GRAMMAR, broken.get(), "not the id of a trust domain: " + uri));
        }
    }
}
