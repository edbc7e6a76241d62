package io.synapsemesh.certs;

import java.security.cert.X509Certificate;

/// Who signs: the embedded authorities here, later Vault, Azure Key Vault, cert-manager and others. Safe for many
/// threads; may block.
///
/// The port takes a PKCS#10 request because every outside issuer does; names and lifetime come from the
/// [LeafRequest], never from the request's own attributes. What comes back is linted by the rotator whatever the
/// issuer is.
public interface LeafIssuer {
    /// For people: `embedded`, `vaultPki`.
    String name();

    /// The leaf first, then what leads to an anchor; the anchor itself is left out.
    ///
    /// @throws IssuanceFailed if it cannot be had now
    /// @throws IssuanceRefused if it must not be had
    CertificateChain issue(LeafRequest request, SigningRequest csr);

    /// Every root a verifier may need for leaves of this issuer, those being prepared or retired included.
    Anchors anchors();

    /// The one root new leaves chain to. A leaf under another one is renewed.
    X509Certificate signer();
}
