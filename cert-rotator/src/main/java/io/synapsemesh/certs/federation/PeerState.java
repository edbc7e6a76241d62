package io.synapsemesh.certs.federation;

import java.time.Instant;
import java.util.Optional;

/// What is known of a peer.
///
/// @param document the last good one, whether fetched, kept or given
/// @param due when to ask next
/// @param fetched when the last good answer came, in this process's life
/// @param failure why the last attempt was none
public record PeerState(
        Peer peer,
        Optional<BundleDocument> document,
        Instant due,
        Optional<Instant> fetched,
        Optional<String> failure) {
    PeerState answered(BundleDocument now, Instant at, Instant next) {
        return new PeerState(peer, Optional.of(now), next, Optional.of(at), Optional.empty());
    }

    PeerState failed(String why, Instant next) {
        return new PeerState(peer, document, next, fetched, Optional.of(why));
    }

    /// Its document says otherwise now: what it told stays, and it is asked at once.
    PeerState become(Peer changed, Optional<BundleDocument> known, Instant now) {
        return new PeerState(changed, known, now, fetched, failure);
    }
}
