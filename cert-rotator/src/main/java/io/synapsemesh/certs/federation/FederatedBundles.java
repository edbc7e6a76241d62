package io.synapsemesh.certs.federation;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.TrustDomain;
import java.nio.charset.StandardCharsets;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bundles of the trust domains we federate with (SPIFFE Federation section 5). Each peer is asked at the interval
/// its bundle names; whatever goes wrong, the next interval is waited for and the last good bundle stays, also over a
/// restart. A bundle takes another's place only if its sequence did not go back, whoever brings it: the endpoint, the
/// document or an operator. Authorities drop out when they expire.
///
/// Each time an endpoint is asked it is told which of its authorities are in force here, so that whoever rotates a root
/// hears that we have the new one. Therefore what is new is asked for again soon: not to fetch it, but to say so.
///
/// [#tick] is for one thread; the rest is safe for many and never waits for a peer.
public final class FederatedBundles implements AutoCloseable {
    public static final Duration INTERVAL_MIN = Duration.ofMinutes(1);
    public static final Duration INTERVAL_MAX = Duration.ofDays(1);
    public static final int PEERS_MAX = 32;

    private static final Logger LOG = LoggerFactory.getLogger(FederatedBundles.class);

    private final TrustDomain own;
    private final Supplier<Optional<TrustBundle>> ownBundle;
    private final BundleSource source;
    private final KeptBundles kept;
    private final FederationListener listener;
    private final PeerNews news;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SortedMap<TrustDomain, PeerState> peers = new TreeMap<>();
    private SortedMap<TrustDomain, TrustBundle> told = Collections.emptySortedMap();

    /// @param ownBundle proves an endpoint that is a workload of ours
    /// @param store `federation/` of the data directory
    /// @param events is told of each change before it is in force
    public FederatedBundles(
            TrustDomain own,
            Supplier<Optional<TrustBundle>> ownBundle,
            BundleSource source,
            ByteStore store,
            FederationListener listener,
            EventSink events,
            Clock clock) {
        this.own = own;
        this.ownBundle = ownBundle;
        this.source = source;
        this.kept = new KeptBundles(store);
        this.listener = listener;
        this.news = new PeerNews(events, clock);
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
        peers.values().stream()
                .filter(state -> !byDomain.containsKey(state.peer().trustDomain()))
                .forEach(this::forgotten);
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

    /// Takes a peer's bundle from an operator, by the rules of one that was fetched; its endpoint is asked next.
    ///
    /// @param by the operator
    /// @throws java.io.UncheckedIOException if it cannot be told or kept; nothing is in force then
    public synchronized Imported take(TrustDomain domain, byte[] json, String by) {
        PeerState present = peers.get(domain);
        if (present == null) {
            return new Imported.Stranger();
        }
        try {
            var document = BundleDocument.parse(json, domain);
            present.document().ifPresent(document::after);
            if (present.document().filter(document::equals).isPresent()) {
                return new Imported.Same(document);
            }
            believe(document, json, present.document(), by);
            peers.put(domain, present.given(document, clock.instant()));
            tell();
            return new Imported.Taken(document);
        } catch (BundleRefused e) {
            news.importRefused(domain, present.document(), e, by);
            return new Imported.Refused(e);
        }
    }

    /// At the next [#tick] this peer's endpoint is asked, whatever its interval.
    ///
    /// @return false if nobody of this name is followed
    public synchronized boolean askNow(TrustDomain domain) {
        return peers.computeIfPresent(domain, (_, present) -> present.askedAt(clock.instant())) != null;
    }

    /// What is known of each peer, in order.
    public synchronized List<PeerState> peers() {
        return List.copyOf(peers.values());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /// Who is believed no more is believed no more, also if the log cannot be written.
    private void forgotten(PeerState state) {
        try {
            news.removed(state);
        } catch (RuntimeException e) {
            LOG.error(
                    "the audit log was not told that a peer is gone: trustDomain={}",
                    state.peer().trustDomain(),
                    e);
        }
    }

    private void follow(Peer peer) {
        PeerState before = peers.get(peer.trustDomain());
        if (before != null && before.peer().equals(peer)) {
            return;
        }
        Instant now = clock.instant();
        Optional<BundleDocument> known = before == null ? kept.read(peer.trustDomain()) : before.document();
        Optional<BundleDocument> given = peer.initial().flatMap(json -> given(peer, json, known));
        PeerState.Source source = given.isPresent()
                ? PeerState.Source.DOCUMENT
                : before != null ? before.source() : known.isPresent() ? PeerState.Source.KEPT : PeerState.Source.NONE;
        Optional<BundleDocument> document = given.or(() -> known);
        peers.put(
                peer.trustDomain(),
                before == null
                        ? PeerState.begin(peer, document, source, now)
                        : before.become(peer, document, source, now));
    }

    /// The document's bundle, if it is to take the place of what is known.
    private Optional<BundleDocument> given(Peer peer, String json, Optional<BundleDocument> known) {
        try {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            var given = BundleDocument.parse(bytes, peer.trustDomain());
            if (known.isPresent() && !isNewer(given, known.get())) {
                return Optional.empty();
            }
            believe(given, bytes, known, PeerState.Source.DOCUMENT.text());
            return Optional.of(given);
        } catch (RuntimeException e) {
            if (e instanceof BundleRefused refused) {
                news.refused(peer.trustDomain(), known, refused, PeerState.Source.DOCUMENT.text());
            }
            listener.polled(peer.trustDomain(), Optional.of("the document's bundle: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /// Told, then kept, before it is believed: after a crash the sequence must not be one that has been passed.
    private void believe(BundleDocument document, byte[] json, Optional<BundleDocument> before, String by) {
        news.believed(document, before, by);
        kept.write(document.trustDomain(), json);
        news.kept(document.trustDomain());
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
            Optional<String> held = asked.document().flatMap(document -> document.heldHash(clock.instant()));
            switch (source.fetch(asked.peer(), authority(asked), held)) {
                case BundleSource.Answer.Bundle(byte[] json) ->
                    answered(asked, BundleDocument.parse(json, domain), json);
                case BundleSource.Answer.Unchanged() -> unchanged(asked);
            }
            listener.polled(domain, Optional.empty());
        } catch (RuntimeException e) {
            // Whatever it was: the last good bundle stays and the next interval is waited for.
            failed(asked, e);
            listener.polled(domain, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private Optional<TrustBundle> authority(PeerState asked) {
        return switch (asked.peer().proof()) {
            case EndpointProof.HttpsWeb() -> Optional.empty();
            case EndpointProof.HttpsSpiffe(var endpoint) ->
                Optional.of(trusted(endpoint.trustDomain())
                        .orElseThrow(() -> new BundleUnavailable("there is no bundle of " + endpoint.trustDomain()
                                + " that its endpoint could be proven with. Fix: give a present one in"
                                + " bundleEndpoint.bundle, or run synapsemesh trust import.")));
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
        Optional<PeerState> present = stillAsked(asked);
        if (present.isEmpty()) {
            return;
        }
        Optional<BundleDocument> before = present.get().document();
        before.ifPresent(document::after);
        boolean same = before.filter(document::equals).isPresent();
        if (!same) {
            believe(document, json, before, PeerState.Source.ENDPOINT.text());
        }
        settled(present.get(), document, same ? interval(before) : INTERVAL_MIN);
        tell();
    }

    /// What it was told that we hold is what there is.
    private synchronized void unchanged(PeerState asked) {
        stillAsked(asked)
                .filter(present -> present.document().equals(asked.document()))
                .ifPresent(present -> settled(present, present.document().orElseThrow(), interval(present.document())));
    }

    private void settled(PeerState present, BundleDocument document, Duration again) {
        news.good(document);
        Instant now = clock.instant();
        peers.put(
                present.peer().trustDomain(),
                present.answered(document, PeerState.Source.ENDPOINT, now, now.plus(again)));
    }

    /// What is known of a peer now, if it is still the one that was asked.
    private Optional<PeerState> stillAsked(PeerState asked) {
        return Optional.ofNullable(peers.get(asked.peer().trustDomain()))
                .filter(present -> present.peer().equals(asked.peer()));
    }

    private synchronized void failed(PeerState asked, RuntimeException why) {
        stillAsked(asked).ifPresent(present -> {
            TrustDomain domain = present.peer().trustDomain();
            if (why instanceof BundleRefused refused) {
                news.refused(domain, present.document(), refused, PeerState.Source.ENDPOINT.text());
            } else {
                news.failed(domain, present.document(), present.expectedBy(), String.valueOf(why.getMessage()));
            }
            peers.put(
                    domain,
                    present.failed(
                            String.valueOf(why.getMessage()), clock.instant().plus(interval(present.document()))));
        });
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

    /// How often the peer of this bundle is asked.
    static Duration interval(Optional<BundleDocument> document) {
        Duration hint = document.flatMap(BundleDocument::refreshHint).orElse(BundleDocument.REFRESH_DEFAULT);
        if (hint.compareTo(INTERVAL_MIN) < 0) {
            return INTERVAL_MIN;
        }
        return hint.compareTo(INTERVAL_MAX) > 0 ? INTERVAL_MAX : hint;
    }
}
