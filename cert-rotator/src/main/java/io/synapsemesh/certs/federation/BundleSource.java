package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.TrustBundle;
import java.util.Optional;

/// Port: one guarded GET of a peer's bundle. Blocks; bounded in time and size by the implementation, which follows no
/// redirect and dials no address that a document may not lead to.
@FunctionalInterface
public interface BundleSource {
    /// @param authority what an [EndpointProof.HttpsSpiffe] is proven with; empty for [EndpointProof.HttpsWeb]
    /// @throws BundleUnavailable if there is no answer of that endpoint
    byte[] fetch(Peer peer, Optional<TrustBundle> authority);
}
