package io.synapsemesh.certs;

/// Where leaves come from: somebody who signs the key we made ([LeafIssuer]), or somebody who makes key and
/// certificate and hands us both ([LeafGiver]). The two differ in who has held the key, so they are two types; what
/// comes out of either is linted the same way.
public sealed interface LeafSource permits LeafIssuer, LeafGiver {
    /// For people and for `certs`: the field of `MeshTrust.issuer`, such as `embedded` or `vaultPki`.
    String name();

    /// Every root a verifier may need for leaves of this source, those being prepared or retired included. Never
    /// learned from the answer that carries a leaf: an answer cannot vouch for itself.
    ///
    /// @throws IssuanceFailed if they were never known, such as a file that was never readable
    Anchors anchors();
}
