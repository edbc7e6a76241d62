package io.synapsemesh.certs;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// The roots a verifier trusts: never empty, each once, in the order of their fingerprints, so that equal content is
/// equal bytes whatever order the slots were in.
///
/// Never empty, because Envoy's plain validation context treats an empty list as "accept everybody".
public record Anchors(List<X509Certificate> certificates) {
    public static final int COUNT_MAX = 64;

    public Anchors {
        var ordered = new TreeMap<String, X509Certificate>();
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                throw new IllegalArgumentException("not a CA certificate: " + certificate.getSubjectX500Principal());
            }
            ordered.put(Pem.sha256Hex(Pem.der(certificate)), certificate);
        }
        if (ordered.isEmpty() || ordered.size() > COUNT_MAX) {
            throw new IllegalArgumentException("1 to " + COUNT_MAX + " anchors, not " + ordered.size());
        }
        certificates = List.copyOf(ordered.values());
    }

    public static Anchors of(Collection<X509Certificate> certificates) {
        return new Anchors(List.copyOf(certificates));
    }

    public String pem() {
        return Pem.certificates(certificates);
    }

    /// The version text of resources made of it: the first 16 bytes of SHA-256, base64url (rules C "Versions").
    public String contentHash() {
        var all = new java.io.ByteArrayOutputStream();
        certificates.forEach(certificate -> all.writeBytes(Pem.der(certificate)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(Pem.sha256(all.toByteArray()), 16));
    }
}
