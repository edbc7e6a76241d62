package io.synapsemesh.certs;

/// Who signs: the embedded authorities here, Vault, Istio's CA and others. Safe for many threads; may block, but never
/// longer than a deadline of its own.
///
/// The port takes a PKCS#10 request because every outside issuer does; names and lifetime come from the
/// [LeafRequest], never from the request's own attributes. What comes back is linted by the rotator whatever the
/// issuer is.
public non-sealed interface LeafIssuer extends LeafSource {
    /// The leaf first, then what leads to an anchor; the anchor itself is left out.
    ///
    /// @throws IssuanceFailed if it cannot be had now
    /// @throws IssuanceRefused if it must not be had
    CertificateChain issue(LeafRequest request, SigningRequest csr);
}
