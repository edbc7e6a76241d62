package io.synapsemesh.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A leaf and the intermediates that lead from it to a root, leaf first, the root left out. One to five certificates.
public record CertificateChain(List<X509Certificate> certificates) {
    public static final int LENGTH_MAX = 5;

    public CertificateChain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty() || certificates.size() > LENGTH_MAX) {
            throw new IllegalArgumentException("a chain has 1 to " + LENGTH_MAX + " certificates");
        }
    }

    public X509Certificate leaf() {
        return certificates.getFirst();
    }

    /// Hexadecimal, lower case.
    public String serial() {
        return leaf().getSerialNumber().toString(16);
    }

    public Instant notBefore() {
        return leaf().getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    /// SHA-256 of the leaf's DER, hexadecimal, lower case.
    public String fingerprint() {
        return Pem.sha256Hex(Pem.der(leaf()));
    }

    public String pem() {
        return Pem.certificates(certificates);
    }
}
