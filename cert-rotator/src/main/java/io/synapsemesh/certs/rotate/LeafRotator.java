package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps every wanted leaf valid. Level-triggered: [#tick] looks at all of them, whatever was or was not heard before,
/// and does what the plan says; nothing depends on an event that could get lost.
///
/// Writers ([#want], [#tick], [#rotateNow]) exclude one another; readers never wait. A failed attempt leaves the held
/// leaf in force, whatever failed.
public final class LeafRotator {
    /// More are refused: 10,000 workspaces with a sidecar each stay below.
    public static final int LEAVES_MAX = 50_000;

    /// The longest sleep between two looks, so that a clock that jumps is noticed.
    public static final Duration LOOK_MAX = Duration.ofSeconds(30);

    /// One look renews for so long and then lets others in; what is left is done by the next one, which begins at once.
    public static final Duration TICK_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LeafRotator.class);
    private static final int ERROR_CHARS_MAX = 1024;

    private final Function<LeafName, ? extends LeafSource> issuers;
    private final Supplier<TrustBundle> bundle;
    private final SvidStore store;
    private final EventSink events;
    private final Announcements announcements;
    private final Clock clock;
    private final SecureRandom random;
    private final RotationPolicies policies;
    private final RenewalPlanner planner;
    private final Issuance issuance;

    private final ConcurrentSkipListMap<LeafName, WantedLeaf> leaves = new ConcurrentSkipListMap<>();
    private final Map<LeafName, String> rootsSeen = new HashMap<>();

    /// @param issuers where each leaf comes from; throws [IssuanceFailed] if nobody does
    /// @param bundle the bundle of the mesh at this moment
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
        this.issuers = issuers;
        this.bundle = bundle;
        this.store = store;
        this.events = events;
        this.announcements = new Announcements(listener);
        this.clock = clock;
        this.random = random;
        this.policies = policies;
        this.planner = new RenewalPlanner(random);
        this.issuance = new Issuance(store, history, events, clock, random, planner, policies);
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
    /// taken from the store if they may still be shown, and otherwise issued before this returns, as far as
    /// [#TICK_MAX] goes.
    public synchronized void want(Collection<LeafRequest> requests) {
        if (requests.size() > LEAVES_MAX) {
            throw new IllegalArgumentException("more than " + LEAVES_MAX + " leaves are wanted");
        }
        announceBundle(clock.instant());
        var names = new HashSet<LeafName>();
        for (LeafRequest request : requests) {
            names.add(request.name());
            take(request);
        }
        for (LeafName name : List.copyOf(leaves.keySet())) {
            if (!names.contains(name)) {
                forget(name);
            }
        }
        sweep(names);
        tick();
    }

    /// Does what is due, longest due first.
    ///
    /// @return when to look again, at most [#LOOK_MAX] from now
    public synchronized Instant tick() {
        Instant begun = clock.instant();
        announceBundle(begun);
        announcements.repeat();
        Instant next = begun.plus(LOOK_MAX);
        var due = new TreeMap<Instant, List<Due>>();
        var roots = new IdentityHashMap<LeafSource, String>();
        for (LeafName name : List.copyOf(leaves.keySet())) {
            var wanted = currentOf(name, roots);
            var step = planOf(wanted, LeafFacts.Urgency.WHEN_DUE);
            switch (step) {
                case Step.Keep(var until) -> next = earlier(next, until);
                case Step.Wait(var until, var reason) -> next = earlier(next, until);
                case Step.Issue(var reason) -> add(due, wanted, reason);
                case Step.Renew(var reason) -> add(due, wanted, reason);
            }
            announce(wanted);
        }
        for (Due leaf : due.values().stream().flatMap(List::stream).toList()) {
            if (clock.instant().isAfter(begun.plus(TICK_MAX))) {
                return clock.instant();
            }
            next = earlier(next, attempt(leaf.wanted(), leaf.reason()));
        }
        return next;
    }

    private record Due(WantedLeaf wanted, String reason) {}

    /// A failing one waits its turn behind those that were due before it, so that it cannot starve them.
    private static void add(Map<Instant, List<Due>> due, WantedLeaf wanted, String reason) {
        Instant since = wanted.failure()
                .map(RenewalFailure::retryAt)
                .or(() -> wanted.held().map(HeldLeaf::renewAt))
                .orElse(Instant.EPOCH);
        due.computeIfAbsent(since, _ -> new ArrayList<>()).add(new Due(wanted, reason));
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    /// Without roots nothing is pushed: the last ones stay, and leaves wait at their gate.
    private void announceBundle(Instant now) {
        TrustBundle present;
        try {
            present = bundle.get();
        } catch (IssuanceFailed e) {
            LOG.warn("{} there is no trust bundle to push: reason={}", Code.SYN0802, e.getMessage());
            return;
        }
        announcements.bundle(present, now);
    }

    /// Replaces one leaf now, with a new key.
    public synchronized RotationOutcome rotateNow(LeafName name) {
        var before = leaves.get(name);
        if (before == null) {
            return new RotationOutcome.Kept("no document asks for a certificate of " + name.text());
        }
        announceBundle(clock.instant());
        var wanted = currentOf(name, new IdentityHashMap<>());
        switch (planOf(wanted, LeafFacts.Urgency.NOW)) {
            case Step.Issue(var reason) -> attempt(wanted, reason);
            case Step.Renew(var reason) -> attempt(wanted, reason);
            case Step.Keep ignored -> {}
            case Step.Wait ignored -> {}
        }
        var after = leaves.get(name);
        return after == null || after.failure().isPresent() || after.held().equals(before.held())
                ? new RotationOutcome.Kept(
                        after == null
                                ? "it is gone"
                                : after.failure().map(RenewalFailure::error).orElse("nothing was due"))
                : new RotationOutcome.Rotated(
                        before.held().map(held -> held.leaf().chain().serial()),
                        after.held().orElseThrow().leaf().chain().serial());
    }

    /// The leaf to show, if there is a valid one.
    public Optional<Leaf> leaf(LeafName name) {
        return Optional.ofNullable(leaves.get(name))
                .flatMap(wanted -> wanted.showable(clock.instant()))
                .map(HeldLeaf::leaf);
    }

    /// What is asked for under this name.
    public Optional<LeafRequest> wanted(LeafName name) {
        return Optional.ofNullable(leaves.get(name)).map(WantedLeaf::request);
    }

    /// One row for each wanted leaf, by name.
    public List<CertificateStatus> certificates() {
        Instant now = clock.instant();
        return leaves.values().stream()
                .map(wanted -> {
                    var name = wanted.request().name();
                    return wanted.status(now, issuerName(name), policies.of(name));
                })
                .toList();
    }

    private String issuerName(LeafName name) {
        try {
            return issuers.apply(name).name();
        } catch (IssuanceFailed e) {
            return "none";
        }
    }

    private void take(LeafRequest request) {
        var name = request.name();
        var known = leaves.get(name);
        if (known != null) {
            if (!known.request().equals(request)) {
                leaves.put(name, relinted(known.asking(request)));
            }
            return;
        }
        var kept = store.read(name);
        kept.ifPresent(held -> planner.keep(name, held.renewAt()));
        var wanted = WantedLeaf.of(request);
        leaves.put(name, kept.isPresent() ? relinted(wanted.holding(kept.get())) : wanted);
        leaf(name).ifPresent(announcements::leaf);
    }

    private void forget(LeafName name) {
        leaves.remove(name);
        rootsSeen.remove(name);
        planner.forget(name);
        announcements.forgotten(name);
    }

    /// A file that cannot be deleted now is deleted by a later call.
    private void sweep(Collection<LeafName> names) {
        try {
            store.retain(names);
        } catch (UncheckedIOException e) {
            LOG.warn("keys nobody wants could not be deleted yet: reason={}", e.getMessage());
        }
    }

    private Step planOf(WantedLeaf wanted, LeafFacts.Urgency urgency) {
        var policy = policies.of(wanted.request().name());
        return RotationPlan.of(wanted.facts(clock.instant(), urgency, policy)).step();
    }

    private void announce(WantedLeaf wanted) {
        var name = wanted.request().name();
        Instant now = clock.instant();
        wanted.showable(now).map(HeldLeaf::leaf).ifPresent(announcements::leaf);
        announcements.standing(name, wanted.standing(now, policies.of(name)));
    }

    /// The gate costs a path validation, so it is asked again only when the roots changed since.
    ///
    /// @param roots what was found for each issuer in this look
    private WantedLeaf currentOf(LeafName name, Map<LeafSource, String> roots) {
        var wanted = Objects.requireNonNull(leaves.get(name), "a wanted leaf");
        if (wanted.held().isEmpty() || rootsOf(name, roots).equals(Optional.ofNullable(rootsSeen.get(name)))) {
            return wanted;
        }
        var linted = relinted(wanted);
        leaves.put(name, linted);
        return linted;
    }

    private WantedLeaf relinted(WantedLeaf wanted) {
        var name = wanted.request().name();
        try {
            var issuer = issuers.apply(name);
            var linted = wanted.linted(issuer, verifiedBy(name, issuer), clock.instant());
            rootsOf(name, new IdentityHashMap<>()).ifPresent(roots -> rootsSeen.put(name, roots));
            return linted;
        } catch (IssuanceFailed e) {
            return wanted.refused(new Violation(ProfileRule.CHAIN, "nobody vouches for it: " + e.getMessage()));
        }
    }

    /// SVIDs are verified by the bundle that was pushed, the other kinds by whoever holds their issuer's own roots.
    private Optional<Anchors> verifiedBy(LeafName name, LeafSource issuer) {
        return switch (name) {
            case LeafName.Svid ignored -> announcements.pushed();
            case LeafName.DevServer _, LeafName.Door _, LeafName.PublicServer _ -> Optional.of(issuer.anchors());
        };
    }

    private Optional<String> rootsOf(LeafName name, Map<LeafSource, String> known) {
        try {
            return Optional.of(known.computeIfAbsent(
                    issuers.apply(name),
                    source -> source.anchors().contentHash() + " "
                            + Issuance.signersOf(source).stream()
                                    .map(signer -> signer.getSerialNumber().toString())
                                    .toList()
                            + " "
                            + announcements.pushed().map(Anchors::contentHash).orElse("")));
        } catch (IssuanceFailed e) {
            return Optional.empty();
        }
    }

    private Instant attempt(WantedLeaf wanted, String reason) {
        var name = wanted.request().name();
        try {
            var issuer = issuers.apply(name);
            var held = issuance.issue(
                    new Issuance.Order(wanted.request(), issuer, verifiedBy(name, issuer), wanted.held(), reason));
            var renewed = wanted.holding(held);
            leaves.put(name, renewed);
            rootsOf(name, new IdentityHashMap<>()).ifPresent(roots -> rootsSeen.put(name, roots));
            announce(renewed);
            LOG.info(
                    "leaf issued: identity={} serial={} notAfter={}",
                    name.text(),
                    held.leaf().chain().serial(),
                    held.notAfter());
            return held.renewAt();
        } catch (IssuanceFailed e) {
            return failed(wanted, String.valueOf(e.getMessage()));
        }
    }

    private Instant failed(WantedLeaf wanted, String message) {
        Instant now = clock.instant();
        String error = message.length() > ERROR_CHARS_MAX ? message.substring(0, ERROR_CHARS_MAX) : message;
        var before = wanted.failure();
        int attempts = before.map(RenewalFailure::attempts).orElse(0) + 1;
        var name = wanted.request().name();
        Instant retryAt =
                policies.of(name).drawRetry(now, attempts, wanted.request().lifetime(), random);
        var failing = wanted.failing(
                new RenewalFailure(before.map(RenewalFailure::since).orElse(now), attempts, retryAt, error));
        leaves.put(name, failing);
        announce(failing);
        if (before.isEmpty() || !before.get().error().equals(error)) {
            LOG.warn("SYN0801 leaf not issued: identity={} attempts={} reason={}", name.text(), attempts, error);
            auditRefusal(name, error);
        }
        return retryAt;
    }

    /// Once for each new reason, not for each retry. Nothing was handed out, so a log that is away changes nothing.
    private void auditRefusal(LeafName name, String error) {
        try {
            events.accept(new Event.Issued(
                    clock.instant(),
                    name.identity(),
                    false,
                    error,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        } catch (RuntimeException e) {
            LOG.warn("the refusal could not be logged: identity={} reason={}", name.text(), e.getMessage());
        }
    }
}
