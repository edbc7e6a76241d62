package io.synapsemesh.certs.history;

import io.synapsemesh.certs.Leaf;
import java.time.Instant;

/// One leaf that was issued.
///
/// @param name the leaf's, as `certs` prints it
/// @param serial hexadecimal
/// @param sha256 of the leaf's DER, hexadecimal
public record HistoryEntry(Instant issuedAt, String name, String serial, String sha256, Instant notAfter) {
    public static HistoryEntry of(Leaf leaf, Instant issuedAt) {
        var chain = leaf.chain();
        return new HistoryEntry(issuedAt, leaf.name().text(), chain.serial(), chain.fingerprint(), chain.notAfter());
    }
}
