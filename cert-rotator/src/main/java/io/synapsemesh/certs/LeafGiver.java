package io.synapsemesh.certs;

import java.security.cert.X509Certificate;
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

    /// Whether there is another leaf than `held`, good or not. Asked at every look, so an adapter that can tell without
    /// touching the key does.
    ///
    /// @throws IssuanceFailed if there is none now
    default boolean hasOther(LeafRequest request, X509Certificate held) {
        var leaf = give(request);
        leaf.privateKey().destroy();
        return !leaf.chain().leaf().equals(held);
    }

    /// Who is told, on any thread, that there may be something newer. Who cannot tell is looked at.
    default void whenChanged(Runnable changed) {}

    /// The roots its own leaves stand under, where they are fewer than [#anchors]: while a mesh moves to it from
    /// another issuer, or back. A leaf under another one is renewed.
    default Optional<Anchors> own() {
        return Optional.empty();
    }
}
