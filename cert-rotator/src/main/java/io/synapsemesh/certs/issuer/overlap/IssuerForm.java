package io.synapsemesh.certs.issuer.overlap;

import java.nio.charset.StandardCharsets;

/// An issuer as the documents declare it: what is kept to open it again. Two forms are the same issuer's if they are
/// equal.
///
/// @param kind the field of `MeshTrust.issuer`, such as `vaultPki`
/// @param text the rest, in whoever declares it's own words; names files of secrets, holds none
public record IssuerForm(String kind, String text) {
    /// The authority in this process. Has no other words: its roots are kept and rotated by themselves.
    public static final IssuerForm EMBEDDED = new IssuerForm("embedded", "");

    static final int BYTES_MAX = 64 * 1024;

    public IssuerForm {
        if (kind.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new IllegalArgumentException("an issuer has a kind, and at most " + BYTES_MAX + " bytes");
        }
    }

    boolean isEmbedded() {
        return kind.equals(EMBEDDED.kind());
    }
}
