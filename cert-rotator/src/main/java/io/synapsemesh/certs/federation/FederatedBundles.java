package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.identity.TrustDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The bundles of the trust domains we federate with (SPIFFE Federation section 5). Each peer is asked at the interval
/// its bundle names; whatever goes wrong, the next interval is waited for and the last good bundle stays, also over a
/// restart. A bundle takes another's place only if its sequence did not go back. Authorities drop out when they expire.
///
/// [#tick] is for one thread; the rest is safe for many and never waits for a peer.
public final class FederatedBundles implements AutoCloseable {
    public static final Duration INTERVAL_MIN = Duration.ofMinutes(1);
    public static final Duration INTERVAL_MAX = Duration.ofDays(1);
    public static final int PEERS_MAX = 32;

    private final TrustDomain own;
    private final Supplier<Optional<TrustBundle>> ownBundle;
    private final BundleSource source;
    private final KeptBundles kept;
    private final FederationListener listener;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SortedMap<TrustDomain, PeerState> peers = new TreeMap<>();
    private SortedMap<TrustDomain, TrustBundle> told = Collections.emptySortedMap();

    /// @param ownBundle proves an endpoint that is a workload of ours
    /// @param store `federation/` of the data directory
    public FederatedBundles(
            TrustDomain own,
            Supplier<Optional<TrustBundle>> ownBundle,
            BundleSource source,
            ByteStore store,
            FederationListener listener,
            Clock clock) {
        this.own = own;
        this.ownBundle = ownBundle;
        this.source = source;
        this.kept = new KeptBundles(store);
        this.listener = listener;
        this.clock = clock;
    }

    /// Whom we federate with from now on; who is not among them is forgotten. What is kept of them is in force before
    /// this returns.
    ///
    /// @throws IllegalArgumentException if our own domain is among them, or one is twice, or they are too many
    public synchronized void want(Collection<Peer> wanted) {
        var byDomain = new TreeMap<TrustDomain, Peer>();
        for (Peer peer : wanted) {
            if (peer.trustDomain().equals(own)) {
                throw new IllegalArgumentException("a trust domain does not federate with itself: " + own);
            }
            if (byDomain.put(peer.trustDomain(), peer) != null) {
                throw new IllegalArgumentException("two endpoints speak for " + peer.trustDomain());
            }
        }
        if (byDomain.size() > PEERS_MAX) {
            throw new IllegalArgumentException("more than " + PEERS_MAX + " peers");
        }
        peers.keySet().retainAll(byDomain.keySet());
        kept.retain(byDomain.keySet());
        byDomain.values().forEach(this::follow);
        tell();
    }

    /// Asks whom it is time to ask, and returns when all have answered or failed.
    ///
    /// @return when to call again
    public Instant tick() {
        var asking = due().stream()
                .map(peer -> CompletableFuture.runAsync(() -> ask(peer), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(asking).join();
        return next();
    }

    /// What is known of each peer, in order.
    public synchronized List<PeerState> peers() {
        return List.copyOf(peers.values());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void follow(Peer peer) {
        PeerState before = peers.get(peer.trustDomain());
        if (before != null && before.peer().equals(peer)) {
            return;
        }
        Instant now = clock.instant();
        Optional<BundleDocument> known = before == null ? kept.read(peer.trustDomain()) : before.document();
        Optional<BundleDocument> given = peer.initial().flatMap(json -> given(peer, json));
        Optional<BundleDocument> document =
                given.filter(g -> known.isEmpty() || isNewer(g, known.get())).or(() -> known);
        var state = before == null
                ? new PeerState(peer, document, now, Optional.empty(), Optional.empty())
                : before.become(peer, document, now);
        peers.put(peer.trustDomain(), state);
    }

    private Optional<BundleDocument> given(Peer peer, String json) {
        try {
            return Optional.of(
                    BundleDocument.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), peer.trustDomain()));
        } catch (BundleRefused e) {
            listener.polled(peer.trustDomain(), Optional.of("the document's bundle: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /// A document's bundle is for the beginning. Later it counts only if it is the newer one: the way back for a peer
    /// that replaced all its authorities while we were away.
    private static boolean isNewer(BundleDocument given, BundleDocument known) {
        return given.sequence().isPresent()
                && known.sequence().isPresent()
                && Long.compareUnsigned(given.sequence().get(), known.sequence().get()) > 0;
    }

    private synchronized List<PeerState> due() {
        Instant now = clock.instant();
        return peers.values().stream().filter(peer -> !now.isBefore(peer.due())).toList();
    }

    /// Also without a peer to ask: an authority may have ended.
    private synchronized Instant next() {
        tell();
        Instant soon = clock.instant().plus(INTERVAL_MIN);
        return peers.values().stream()
                .map(PeerState::due)
                .filter(soon::isAfter)
                .min(Instant::compareTo)
                .orElse(soon);
    }

    private void ask(PeerState asked) {
        TrustDomain domain = asked.peer().trustDomain();
        try {
            byte[] json = source.fetch(asked.peer(), authority(asked));
            answered(asked, BundleDocument.parse(json, domain), json);
            listener.polled(domain, Optional.empty());
        } catch (RuntimeException e) {
            // Whatever it was: the last good bundle stays and the next interval is waited for.
            String why = String.valueOf(e.getMessage());
            failed(asked, why);
            listener.polled(domain, Optional.of(why));
        }
    }

    private Optional<TrustBundle> authority(PeerState asked) {
        return switch (asked.peer().proof()) {
            case EndpointProof.HttpsWeb() -> Optional.empty();
            case EndpointProof.HttpsSpiffe(var endpoint) ->
                Optional.of(trusted(endpoint.trustDomain())
                        .orElseThrow(() -> new BundleUnavailable("there is no bundle of " + endpoint.trustDomain()
                                + " that its endpoint could be proven with. Fix: give a present one in"
                                + " bundleEndpoint.bundle.")));
        };
    }

    private synchronized Optional<TrustBundle> trusted(TrustDomain domain) {
        if (domain.equals(own)) {
            return ownBundle.get();
        }
        return Optional.ofNullable(peers.get(domain))
                .flatMap(PeerState::document)
                .flatMap(document -> document.trusted(clock.instant()));
    }

    private synchronized void answered(PeerState asked, BundleDocument document, byte[] json) {
        TrustDomain domain = asked.peer().trustDomain();
        PeerState present = peers.get(domain);
        if (present == null || !present.peer().equals(asked.peer())) {
            return;
        }
        present.document().ifPresent(document::after);
        // Kept before it is believed: after a crash the sequence must not be one that has been passed.
        kept.write(domain, json);
        Instant now = clock.instant();
        peers.put(domain, present.answered(document, now, now.plus(interval(Optional.of(document)))));
        tell();
    }

    private synchronized void failed(PeerState asked, String why) {
        peers.computeIfPresent(
                asked.peer().trustDomain(),
                (_, present) -> present.peer().equals(asked.peer())
                        ? present.failed(why, clock.instant().plus(interval(present.document())))
                        : present);
    }

    private void tell() {
        Instant now = clock.instant();
        var trusted = new TreeMap<TrustDomain, TrustBundle>();
        peers.forEach((domain, peer) -> peer.document()
                .flatMap(document -> document.trusted(now))
                .ifPresent(bundle -> trusted.put(domain, bundle)));
        if (!trusted.equals(told)) {
            told = Collections.unmodifiableSortedMap(trusted);
            listener.trusted(told);
        }
    }

    private static Duration interval(Optional<BundleDocument> document) {
        Duration hint = document.flatMap(BundleDocument::refreshHint).orElse(BundleDocument.REFRESH_DEFAULT);
        if (hint.compareTo(INTERVAL_MIN) < 0) {
            return INTERVAL_MIN;
        }
        return hint.compareTo(INTERVAL_MAX) > 0 ? INTERVAL_MAX : hint;
    }
}
