package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.TrustBundle;
import java.util.Optional;

/// Port: one guarded GET of a peer's bundle. Blocks; bounded in time and size by the implementation, which follows no
/// redirect and dials no address that a document may not lead to.
@FunctionalInterface
public interface BundleSource {
    /// @param authority what an [EndpointProof.HttpsSpiffe] is proven with; empty for [EndpointProof.HttpsWeb]
    /// @param held content hash of the authorities that are in force here, told to the endpoint: whoever rotates a
    ///     root waits for this word. Empty if there are none, or not all of them are in force
    /// @throws BundleUnavailable if there is no answer of that endpoint
    Answer fetch(Peer peer, Optional<TrustBundle> authority, Optional<String> held);

    /// What an endpoint answers.
    sealed interface Answer {
        /// @param json not judged yet
        record Bundle(byte[] json) implements Answer {}

        /// What the caller said that it holds is what there is.
        record Unchanged() implements Answer {}
    }
}
