package io.synapsemesh.identity.decide;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;

/// The proxy that asks, after its credential was checked.
///
/// @param identity what it proved
/// @param proxy the `MeshProxy` this identity acts for
public record Asker(SpiffeId identity, DocumentRef proxy, Proof proof) {
    /// How it proved itself.
    public enum Proof {
        /// By its certificate, so that the answer reaches nobody else: only then may a token be in it.
        SVID,
        NODE_TOKEN
    }
}
