package io.synapsemesh.controlplane.federation;

import io.synapsemesh.core.identity.SpiffeId;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// What of an X.509-SVID the path validation does not look at (X509-SVID sections 2 to 5).
final class SpiffeLeaf {
    private static final int URI = 6;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    private SpiffeLeaf() {}

    /// The one identity it names.
    ///
    /// @throws CertificateException if it is no leaf, or names none or several
    static SpiffeId identity(X509Certificate leaf) throws CertificateException {
        boolean[] usage = leaf.getKeyUsage();
        if (leaf.getBasicConstraints() >= 0
                || usage == null
                || !usage[DIGITAL_SIGNATURE]
                || usage[KEY_CERT_SIGN]
                || usage[CRL_SIGN]) {
            throw new CertificateException("the certificate is no leaf");
        }
        List<String> uris = uris(leaf);
        if (uris.size() != 1) {
            throw new CertificateException("the certificate names " + uris.size() + " identities instead of one");
        }
        try {
            return SpiffeId.parse(uris.getFirst());
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the certificate names no SPIFFE id", e);
        }
    }

    private static List<String> uris(X509Certificate leaf) throws CertificateParsingException {
        var names = leaf.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.get(0).equals(URI))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
    }
}
