package io.synapsemesh.certs.profile;

import io.synapsemesh.certs.CertificateChain;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/// The name constraints of a root. The JDK ignores those in an anchor's certificate and refuses to be given them
/// ("name constraints in trust anchor not supported"), so they are applied here; those of intermediates it does check.
final class AnchorConstraints {
    private AnchorConstraints() {}

    static boolean allow(X509Certificate root, CertificateChain chain) {
        if (root.getExtensionValue(Extension.nameConstraints.getId()) == null) {
            return true;
        }
        try {
            var extension = new JcaX509CertificateHolder(root).getExtension(Extension.nameConstraints);
            var constraints = NameConstraints.getInstance(extension.getParsedValue());
            var validator = new PKIXNameConstraintValidator();
            if (constraints.getPermittedSubtrees() != null) {
                validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
            }
            if (constraints.getExcludedSubtrees() != null) {
                for (GeneralSubtree excluded : constraints.getExcludedSubtrees()) {
                    validator.addExcludedSubtree(excluded);
                }
            }
            for (X509Certificate certificate : chain.certificates()) {
                checkNames(certificate, validator);
            }
            return true;
        } catch (NameConstraintValidatorException | CertificateEncodingException e) {
            return false;
        }
    }

    private static void checkNames(X509Certificate certificate, PKIXNameConstraintValidator validator)
            throws NameConstraintValidatorException, CertificateEncodingException {
        var extensions = new JcaX509CertificateHolder(certificate).getExtensions();
        var names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (names == null) {
            return;
        }
        for (GeneralName name : names.getNames()) {
            validator.checkPermitted(name);
            validator.checkExcluded(name);
        }
    }
}
