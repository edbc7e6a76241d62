package io.synapsemesh.certs;

import java.security.cert.X509Certificate;

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

    /// The one root new leaves chain to; one of the anchors. A leaf under another one is renewed.
    ///
    /// @throws IssuanceFailed as [#anchors]
    X509Certificate signer();

    /// Whether it signs in this process, with a key that was seen to be its signer's when it was opened. Then a
    /// signature
    /// of a moment ago is not verified once more; of everybody else it is.
    default boolean signsHere() {
        return false;
    }
}
