package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.core.event.EventSink;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Keeps every wanted leaf valid. Level-triggered: [#tick] looks at all of them, whatever was or was not heard before,
/// and does what the plan says; nothing depends on an event that could get lost. A failed attempt leaves the held leaf
/// in force, whatever failed.
///
/// Two locks. That of the leaves is held while one is signed here. `asking` is held while somebody outside is asked, by
/// [#tickOutside] and [#rotateNow] alone, and the other one is not: an issuer that hangs holds up nobody but those who
/// wait for its leaves. Readers never wait.
public final class LeafRotator {
    /// More are refused: 10,000 workspaces with a sidecar each stay below.
    public static final int LEAVES_MAX = 50_000;

    /// The longest sleep between two looks, so that a clock that jumps is noticed.
    public static final Duration LOOK_MAX = Duration.ofSeconds(30);

    /// One look renews for so long and then lets others in; what is left is done by the next one, which begins at once.
    public static final Duration TICK_MAX = Duration.ofSeconds(10);

    private final LeafSources sources;
    private final Clock clock;
    private final RotationPolicies policies;
    private final RenewalPlanner planner;
    private final RequestedHistory requested;
    private final Issuance issuance;
    private final Offers offers;
    private final WantedLeaves leaves;
    private final ReentrantLock asking = new ReentrantLock();

    public LeafRotator(
            LeafSources sources,
            SvidStore store,
            LeafHistory history,
            EventSink events,
            CertificateListener listener,
            Clock clock,
            SecureRandom random,
            RotationPolicies policies) {
        this.sources = sources;
        this.clock = clock;
        this.policies = policies;
        this.planner = new RenewalPlanner(random);
        this.requested = new RequestedHistory(history);
        this.issuance = new Issuance(store, history, events, clock, random, planner, policies);
        this.offers = new Offers(sources);
        var failures = new Failures(events, clock, random, policies);
        this.leaves = new WantedLeaves(sources, new Announcements(listener), issuance, failures);
    }

    /// Where every leaf is signed here.
    public LeafRotator(
            Function<LeafName, ? extends LeafSource> issuers,
            Supplier<TrustBundle> bundle,
            SvidStore store,
            LeafHistory history,
            EventSink events,
            CertificateListener listener,
            Clock clock,
            SecureRandom random,
            RotationPolicies policies) {
        this(LeafSources.here(issuers, bundle), store, history, events, listener, clock, random, policies);
    }

    /// With one policy for all and without a history.
    public LeafRotator(
            Function<LeafName, ? extends LeafSource> issuers,
            Supplier<TrustBundle> bundle,
            SvidStore store,
            EventSink events,
            CertificateListener listener,
            Clock clock,
            SecureRandom random,
            RotationPolicy policy) {
        this(issuers, bundle, store, LeafHistory.none(), events, listener, clock, random, RotationPolicies.all(policy));
    }

    /// Says which leaves there are to be, all of them: what is not named is forgotten and its key deleted. New ones are
    /// taken from the store if they may still be shown; otherwise those that are signed here are issued before this
    /// returns, as far as [#TICK_MAX] goes, and those from outside by the next [#tickOutside].
    public void want(Collection<LeafRequest> requests) {
        if (requests.size() > LEAVES_MAX) {
            throw new IllegalArgumentException("more than " + LEAVES_MAX + " leaves are wanted");
        }
        synchronized (leaves) {
            leaves.replace(requests);
            tickHere();
        }
    }

    /// Does what is due, of all leaves.
    ///
    /// @return when to look again, at most [#LOOK_MAX] from now
    public Instant tick() {
        return WantedLeaves.earlier(tickHere(), tickOutside());
    }

    /// Does what is due of the leaves that are signed here, longest due first. Waits for nobody outside.
    ///
    /// @return as [#tick]
    public Instant tickHere() {
        requested.flush();
        synchronized (leaves) {
            return renew(sources.outside().negate());
        }
    }

    /// Does what is due of the others; waits as long as they let us.
    ///
    /// @return as [#tick]
    public Instant tickOutside() {
        asking.lock();
        try {
            return renew(sources.outside());
        } finally {
            asking.unlock();
        }
    }

    private Instant renew(Predicate<LeafName> which) {
        Instant begun = clock.instant();
        var mine = leaves.all().stream()
                .filter(wanted -> which.test(wanted.request().name()))
                .toList();
        var look = leaves.look(which, offers.of(mine, begun), LOOK_MAX);
        Instant next = look.next();
        for (WantedLeaves.Due due : look.due()) {
            if (clock.instant().isAfter(begun.plus(TICK_MAX))) {
                return clock.instant();
            }
            next = WantedLeaves.earlier(next, attempt(due));
        }
        return next;
    }

    /// The caller holds the lock of the leaves if this one is signed here, and `asking` alone if it is not.
    private Instant attempt(WantedLeaves.Due due) {
        var request = due.wanted().request();
        try {
            var source = sources.of().apply(request.name());
            return leaves.keep(due, source, issuance.obtain(request, source));
        } catch (IssuanceFailed e) {
            return leaves.failed(due.wanted(), String.valueOf(e.getMessage()));
        }
    }

    /// Replaces one leaf, with a new key: before this returns if it is signed here, and otherwise by the next
    /// [#tickOutside].
    public void order(LeafName name) {
        if (sources.outside().test(name)) {
            leaves.order(name);
        } else {
            rotateNow(name);
        }
    }

    /// Replaces one leaf, with a new key, and waits for whoever signs it.
    public RotationOutcome rotateNow(LeafName name) {
        if (!sources.outside().test(name)) {
            synchronized (leaves) {
                return rotated(name);
            }
        }
        asking.lock();
        try {
            return rotated(name);
        } finally {
            asking.unlock();
        }
    }

    private RotationOutcome rotated(LeafName name) {
        var due = leaves.asked(name);
        if (due.isEmpty()) {
            return new RotationOutcome.Kept("no document asks for a certificate of " + name.text());
        }
        attempt(due.get());
        var before = due.get().wanted().held();
        var after = leaves.get(name);
        var error = after.flatMap(WantedLeaf::failure).map(RenewalFailure::error);
        var held = after.flatMap(WantedLeaf::held);
        return error.isPresent() || held.isEmpty() || held.equals(before)
                ? new RotationOutcome.Kept(error.orElse("it is gone, or wanted otherwise"))
                : new RotationOutcome.Rotated(
                        before.map(old -> old.leaf().chain().serial()),
                        held.get().leaf().chain().serial());
    }

    /// The leaf to show, if there is a valid one.
    public Optional<Leaf> leaf(LeafName name) {
        return leaves.get(name)
                .flatMap(wanted -> wanted.showable(clock.instant()))
                .map(HeldLeaf::leaf);
    }

    /// What is asked for under this name.
    public Optional<LeafRequest> wanted(LeafName name) {
        return leaves.get(name).map(WantedLeaf::request);
    }

    /// One row for each wanted leaf, by name.
    public List<CertificateStatus> certificates() {
        Instant now = clock.instant();
        return leaves.all().stream()
                .map(wanted -> {
                    var name = wanted.request().name();
                    return wanted.status(now, issuerName(name), policies.of(name));
                })
                .toList();
    }

    private String issuerName(LeafName name) {
        try {
            return sources.of().apply(name).name();
        } catch (IssuanceFailed e) {
            return "none";
        }
    }

    /// A leaf that was signed for a key held elsewhere: it stands in the history by the next look, and its holder gets
    /// a point in the same plan as all others. Safe for many threads; waits for none of them.
    ///
    /// @return when its holder should ask again
    /// @throws java.io.UncheckedIOException if the history could not be written for so long that no more can wait
    public Instant signedOnRequest(LeafName name, CertificateChain chain, Instant issuedAt) {
        requested.note(name, chain, issuedAt);
        return planner.spread(policies.of(name).window(issuedAt, chain.notAfter()), issuedAt);
    }

    /// Writes down what waits to be written. Renews nothing.
    public void close() {
        requested.flush();
    }
}
