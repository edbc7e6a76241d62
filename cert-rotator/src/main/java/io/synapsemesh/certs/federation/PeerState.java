package io.synapsemesh.certs.federation;

import java.time.Instant;
import java.util.Optional;

/// What is known of a peer.
///
/// @param document the last good one
/// @param source where `document` came from
/// @param since when it was first followed, in this process's life
/// @param due when to ask next
/// @param fetched when the last good answer came, in this process's life
/// @param failure why the last attempt was none
public record PeerState(
        Peer peer,
        Optional<BundleDocument> document,
        Source source,
        Instant since,
        Instant due,
        Optional<Instant> fetched,
        Optional<String> failure) {
    /// Who said what is believed.
    public enum Source {
        /// Nobody yet.
        NONE,
        /// The bundle in the MeshTrust.
        DOCUMENT,
        /// The data directory: it came before this process began.
        KEPT,
        ENDPOINT,
        /// An operator's file.
        IMPORT;

        /// As events and the API spell it.
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static PeerState begin(Peer peer, Optional<BundleDocument> known, Source source, Instant now) {
        return new PeerState(peer, known, source, now, now, Optional.empty(), Optional.empty());
    }

    PeerState answered(BundleDocument now, Source from, Instant at, Instant next) {
        return new PeerState(peer, Optional.of(now), from, since, next, Optional.of(at), Optional.empty());
    }

    PeerState failed(String why, Instant next) {
        return new PeerState(peer, document, source, since, next, fetched, Optional.of(why));
    }

    /// Its document says otherwise now: what it told stays, and it is asked at once.
    PeerState become(Peer changed, Optional<BundleDocument> known, Source from, Instant now) {
        return new PeerState(changed, known, from, since, now, fetched, failure);
    }

    /// Somebody else brought its bundle; its endpoint is asked at once.
    PeerState given(BundleDocument brought, Instant now) {
        return new PeerState(peer, Optional.of(brought), Source.IMPORT, since, now, fetched, failure);
    }

    /// When an answer is to have come; later, what is believed is older than it says that it may be.
    public Instant expectedBy() {
        return fetched.orElse(since).plus(FederatedBundles.interval(document));
    }

    PeerState askedAt(Instant now) {
        return new PeerState(peer, document, source, since, now, fetched, failure);
    }
}
