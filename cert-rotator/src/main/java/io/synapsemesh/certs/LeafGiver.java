package io.synapsemesh.certs;

import java.util.Optional;

/// Somebody who makes the key as well and keeps the leaf fresh on a plan of their own: SPIRE's Workload API, files on
/// disk. We cannot ask for a renewal, only look whether there is a newer leaf, and under which root it stands is their
/// choice: there is no signer to hold it against, only the anchors. Safe for many threads; talks to this machine only,
/// so it blocks for milliseconds, and never longer than a deadline of its own.
public non-sealed interface LeafGiver extends LeafSource {
    /// The newest leaf there is for this name, the same one again while nothing newer came. The caller owns the key.
    ///
    /// @throws IssuanceFailed if there is none now: the source is away or has not given one yet
    /// @throws IssuanceRefused if what there is must not be shown: another key, another identity, a key
    ///     file that others may read
    Leaf give(LeafRequest request);

    /// The roots its own leaves stand under, where they are fewer than [#anchors]: while a mesh moves to it from
    /// another issuer, or back. A leaf under another one is renewed.
    default Optional<Anchors> own() {
        return Optional.empty();
    }
}
