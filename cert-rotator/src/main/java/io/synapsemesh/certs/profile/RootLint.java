package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.AlgorithmRule;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;

/// What a root of ours must look like: CA:TRUE critical, keyCertSign critical and no digitalSignature, signed by
/// itself; a mesh root carries the trust domain as its one URI SAN, without a path (X509-SVID section 2), the other
/// roots none.
public final class RootLint {
    private RootLint() {}

    public static List<Violation> check(X509Certificate root, Optional<TrustDomain> trustDomain) {
        var found = new ArrayList<Violation>();
        CertificateFrame.read(Pem.der(root), found)
                .ifPresent(certificate -> check(root, certificate, trustDomain, found));
        return List.copyOf(found);
    }

    private static void check(
            X509Certificate root,
            X509CertificateHolder certificate,
            Optional<TrustDomain> trustDomain,
            List<Violation> found) {
        try {
            AlgorithmRule.brokenBy(certificate.getSubjectPublicKeyInfo())
                    .ifPresent(rule -> found.add(Violation.of(ProfileRule.KEY_ALGORITHM, rule, "the key of a root")));
            AlgorithmRule.brokenBy(certificate.getSignatureAlgorithm())
                    .ifPresent(rule ->
                            found.add(Violation.of(ProfileRule.SIGNATURE_ALGORITHM, rule, "the signature of a root")));
            checkUse(certificate, found);
            checkNames(certificate, trustDomain, found);
            root.verify(root.getPublicKey());
        } catch (RuntimeException e) {
            found.add(CertificateFrame.unparsable(e));
        } catch (GeneralSecurityException e) {
            found.add(new Violation(ProfileRule.CHAIN, "a root is signed by itself: " + e.getMessage()));
        }
    }

    private static void checkUse(X509CertificateHolder certificate, List<Violation> found) {
        var constraints = certificate.getExtension(Extension.basicConstraints);
        if (constraints == null
                || !constraints.isCritical()
                || !BasicConstraints.getInstance(constraints.getParsedValue()).isCA()) {
            found.add(new Violation(ProfileRule.BASIC_CONSTRAINTS, "a root says CA:TRUE, critical"));
        }
        var usage = certificate.getExtension(Extension.keyUsage);
        if (usage == null || !usage.isCritical()) {
            found.add(new Violation(ProfileRule.KEY_USAGE_CRITICALITY, "key usage is present and critical"));
            return;
        }
        if (!KeyUsage.getInstance(usage.getParsedValue())
                .equals(new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))) {
            found.add(new Violation(ProfileRule.KEY_USAGE, "key usage is keyCertSign and cRLSign"));
        }
    }

    private static void checkNames(
            X509CertificateHolder certificate, Optional<TrustDomain> trustDomain, List<Violation> found) {
        var extension = certificate.getExtension(Extension.subjectAlternativeName);
        var expected = trustDomain.map(domain ->
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + domain.name())));
        var actual = Optional.ofNullable(extension).map(e -> GeneralNames.getInstance(e.getParsedValue()));
        if (!actual.equals(expected)) {
            found.add(new Violation(
                    ProfileRule.TRUST_DOMAIN,
                    "a root names " + trustDomain.map(TrustDomain::name).orElse("no trust domain")
                            + " and nothing else"));
        }
    }
}
