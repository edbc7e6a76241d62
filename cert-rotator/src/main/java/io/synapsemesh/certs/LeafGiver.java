package io.synapsemesh.certs;

/// Somebody who makes the key as well and keeps the leaf fresh on a plan of their own: SPIRE's Workload API, files on
/// disk. We cannot ask for a renewal, only look whether there is a newer leaf. Safe for many threads; answers from
/// memory or local files, so it may block for milliseconds at most.
public non-sealed interface LeafGiver extends LeafSource {
    /// The newest leaf there is for this name, the same one again while nothing newer came. The caller owns the key.
    ///
    /// @throws IssuanceFailed if there is none now: the source is away or has not given one yet
    /// @throws IssuanceRefused if what there is must not be shown: another key, another identity, a readable key file
    Leaf give(LeafRequest request);
}
