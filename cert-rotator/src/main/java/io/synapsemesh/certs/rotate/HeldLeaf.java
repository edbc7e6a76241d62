package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Leaf;
import java.time.Duration;
import java.time.Instant;

/// A leaf we have, and the moment it is to be renewed: drawn once, when it was issued, and kept with it, so that a
/// restart neither bunches renewals nor puts one off.
///
/// @param issuedAt when it was signed; later than its notBefore by the backdate
public record HeldLeaf(Leaf leaf, Instant issuedAt, Instant renewAt) {
    /// When it ends: with its own certificate, or with an intermediate that ends before.
    public Instant notAfter() {
        return leaf.chain().certificates().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    Duration life() {
        return Duration.between(issuedAt, notAfter());
    }

    boolean isValidAt(Instant now) {
        return now.isBefore(notAfter());
    }
}
