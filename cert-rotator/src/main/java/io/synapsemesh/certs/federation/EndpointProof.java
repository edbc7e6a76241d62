package io.synapsemesh.certs.federation;

import io.synapsemesh.core.identity.SpiffeId;

/// How a bundle endpoint proves who it is (SPIFFE Federation section 5.2).
public sealed interface EndpointProof {
    /// By a certificate of the web's authorities for the URL's host.
    record HttpsWeb() implements EndpointProof {}

    /// By an X.509-SVID of this identity, under the bundle of the identity's trust domain; the URL's host proves
    /// nothing.
    record HttpsSpiffe(SpiffeId endpoint) implements EndpointProof {}
}
