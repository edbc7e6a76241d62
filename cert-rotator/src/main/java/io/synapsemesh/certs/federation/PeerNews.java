package io.synapsemesh.certs.federation;

import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.TrustDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the audit log is told of peers: a line when what is believed of one changes, a line when that begins to fail
/// and one when it is good again; however often its endpoint is asked. Only [FederatedBundles] calls it, one thread at
/// a time.
///
/// After a restart a trouble that lasts is told once more.
final class PeerNews {
    private static final Logger LOG = LoggerFactory.getLogger(PeerNews.class);
    private static final int REASON_MAX = 500;
    /// How much an answer may be late, so that one that comes with its hint is not.
    private static final Duration LATENESS = Duration.ofSeconds(30);

    private final EventSink events;
    private final Clock clock;
    /// For each peer that is in trouble what was told of it.
    private final SortedMap<TrustDomain, Trouble> troubles = new TreeMap<>();
    /// What was told to be believed, and perhaps could not be kept: it is not told again.
    private final SortedMap<TrustDomain, String> announced = new TreeMap<>();

    private sealed interface Trouble {
        record Refused(String reason) implements Trouble {}

        record Unreachable() implements Trouble {}
    }

    PeerNews(EventSink events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /// Before it is kept and believed.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be told; it is then not to be believed
    void believed(BundleDocument now, Optional<BundleDocument> before, String by) {
        TrustDomain domain = now.trustDomain();
        Optional<String> old = before.flatMap(BundleDocument::contentHash);
        Optional<String> fresh = now.contentHash();
        String what = fresh.orElse("") + " "
                + now.sequence().map(Long::toUnsignedString).orElse("");
        boolean changed = before.isEmpty() || !old.equals(fresh);
        if (changed && !what.equals(announced.get(domain))) {
            tell(domain, before.isEmpty() ? "accepted" : "changed", by, old, fresh, sequence(now), Optional.empty());
            announced.put(domain, what);
        }
    }

    /// What was told is on the disk.
    void kept(TrustDomain domain) {
        announced.remove(domain);
    }

    /// The endpoint answered well.
    void good(BundleDocument now) {
        TrustDomain domain = now.trustDomain();
        if (troubles.containsKey(domain)) {
            Optional<String> hash = now.contentHash();
            tell(domain, "restored", PeerState.Source.ENDPOINT.text(), hash, hash, sequence(now), Optional.empty());
            troubles.remove(domain);
        }
    }

    /// @param by who brought what must not be believed
    void refused(TrustDomain domain, Optional<BundleDocument> believed, BundleRefused why, String by) {
        var trouble = new Trouble.Refused(why.reason());
        if (!trouble.equals(troubles.get(domain))) {
            quietly(domain, trouble, "refused", by, believed, why.sequence().map(Long::toUnsignedString), why.reason());
        }
    }

    /// Each time: an operator did it.
    void importRefused(TrustDomain domain, Optional<BundleDocument> believed, BundleRefused why, String by) {
        Optional<String> hash = believed.flatMap(BundleDocument::contentHash);
        tell(domain, "refused", by, hash, hash, why.sequence().map(Long::toUnsignedString), Optional.of(why.reason()));
    }

    /// One attempt that failed is no news: the bundle is as old as its own hint allows until the next one fails too.
    ///
    /// @param overdue by when an answer was expected
    void failed(TrustDomain domain, Optional<BundleDocument> believed, Instant overdue, String why) {
        var trouble = new Trouble.Unreachable();
        boolean late = clock.instant().isAfter(overdue.plus(LATENESS));
        if (late && !trouble.equals(troubles.get(domain))) {
            quietly(
                    domain,
                    trouble,
                    "unreachable",
                    PeerState.Source.ENDPOINT.text(),
                    believed,
                    believed.flatMap(PeerNews::sequence),
                    printable(why));
        }
    }

    /// No document names it any more.
    void removed(PeerState state) {
        TrustDomain domain = state.peer().trustDomain();
        tell(
                domain,
                "removed",
                PeerState.Source.DOCUMENT.text(),
                state.document().flatMap(BundleDocument::contentHash),
                Optional.empty(),
                state.document().flatMap(PeerNews::sequence),
                Optional.empty());
        troubles.remove(domain);
        announced.remove(domain);
    }

    /// That there was trouble changes nothing: a log that cannot be written does not make it worse.
    private void quietly(
            TrustDomain domain,
            Trouble trouble,
            String change,
            String by,
            Optional<BundleDocument> believed,
            Optional<String> sequence,
            String reason) {
        Optional<String> hash = believed.flatMap(BundleDocument::contentHash);
        try {
            tell(domain, change, by, hash, hash, sequence, Optional.of(reason));
            troubles.put(domain, trouble);
        } catch (RuntimeException e) {
            LOG.error("the audit log was not told of a peer: trustDomain={} change={}", domain, change, e);
        }
    }

    private void tell(
            TrustDomain domain,
            String change,
            String by,
            Optional<String> before,
            Optional<String> after,
            Optional<String> sequence,
            Optional<String> reason) {
        events.accept(new Event.Federated(clock.instant(), domain, change, by, before, after, sequence, reason));
    }

    private static Optional<String> sequence(BundleDocument document) {
        return document.sequence().map(Long::toUnsignedString);
    }

    /// Names in certificates are a peer's words.
    private static String printable(String text) {
        String line = text.replaceAll("[^ -~]", "?");
        return line.substring(0, Math.min(line.length(), REASON_MAX));
    }
}
