package io.synapsemesh.certs.history;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import java.time.Instant;

/// One leaf that was issued.
///
/// @param name the leaf's, as `certs` prints it
/// @param serial hexadecimal
/// @param sha256 of the leaf's DER, hexadecimal
public record HistoryEntry(Instant issuedAt, String name, String serial, String sha256, Instant notAfter) {
    public static HistoryEntry of(Leaf leaf, Instant issuedAt) {
        return of(leaf.name(), leaf.chain(), issuedAt);
    }

    /// Of a leaf whose key is not here.
    public static HistoryEntry of(LeafName name, CertificateChain chain, Instant issuedAt) {
        return new HistoryEntry(issuedAt, name.text(), chain.serial(), chain.fingerprint(), chain.notAfter());
    }
}
