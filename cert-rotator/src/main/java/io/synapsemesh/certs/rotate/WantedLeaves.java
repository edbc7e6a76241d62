package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.diagnostic.Code;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every wanted leaf and how it stands, and the one place that changes it. Asks nobody for a leaf: [LeafRotator] does,
/// and brings what came of it.
///
/// Writers exclude one another and wait for this machine's disk at most; who has to do several things in one piece
/// synchronizes on this object. Readers never wait.
final class WantedLeaves {
    private static final Logger LOG = LoggerFactory.getLogger(WantedLeaves.class);

    private final LeafSources sources;
    private final SvidStore store;
    private final Announcements announcements;
    private final Clock clock;
    private final RotationPolicies policies;
    private final RenewalPlanner planner;
    private final Issuance issuance;
    private final Failures failures;
    private final Vouching vouching;

    private final ConcurrentSkipListMap<LeafName, WantedLeaf> leaves = new ConcurrentSkipListMap<>();
    private final Set<LeafName> ordered = new HashSet<>();
    private String noBundle = "";

    WantedLeaves(LeafSources sources, Announcements announcements, Issuance issuance, Failures failures) {
        this.sources = sources;
        this.store = issuance.store();
        this.announcements = announcements;
        this.clock = issuance.clock();
        this.policies = issuance.policies();
        this.planner = issuance.planner();
        this.issuance = issuance;
        this.failures = failures;
        this.vouching = new Vouching(sources, announcements::pushed, clock);
    }

    Optional<WantedLeaf> get(LeafName name) {
        return Optional.ofNullable(leaves.get(name));
    }

    /// By name.
    Collection<WantedLeaf> all() {
        return leaves.values();
    }

    /// All of them: what is not named is forgotten and its key deleted; new ones are taken from the store.
    synchronized void replace(Collection<LeafRequest> requests) {
        announceBundle();
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
    }

    private void take(LeafRequest request) {
        var name = request.name();
        var known = leaves.get(name);
        if (known != null) {
            if (!known.request().equals(request)) {
                leaves.put(name, vouching.relinted(known.asking(request)));
            }
            return;
        }
        var kept = store.read(name);
        kept.ifPresent(held -> planner.keep(name, held.renewAt()));
        var wanted = WantedLeaf.of(request);
        var taken = kept.isPresent() ? vouching.relinted(wanted.holding(kept.get())) : wanted;
        leaves.put(name, taken);
        taken.showable(clock.instant()).map(HeldLeaf::leaf).ifPresent(announcements::leaf);
    }

    private void forget(LeafName name) {
        leaves.remove(name);
        ordered.remove(name);
        vouching.forget(name);
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

    /// To be replaced at the next look, whether it is due or not.
    synchronized void order(LeafName name) {
        if (leaves.containsKey(name)) {
            ordered.add(name);
        }
    }

    /// What is to be done, longest due first, and when there is more.
    record Look(Instant next, List<Due> due) {}

    /// @param wanted as it was when the plan looked
    record Due(WantedLeaf wanted, String reason) {}

    /// @param most how far away the next look may be
    /// @param offered of leaves that are given and held
    synchronized Look look(Predicate<LeafName> which, Map<LeafName, Offer> offered, Duration most) {
        announceBundle();
        announcements.repeat();
        Instant next = clock.instant().plus(most);
        var due = new TreeMap<Instant, List<Due>>();
        var roots = vouching.new Roots();
        for (LeafName name : List.copyOf(leaves.keySet())) {
            if (!which.test(name)) {
                continue;
            }
            var wanted = current(name, roots);
            var offer = Optional.ofNullable(offered.get(name));
            if (offer.orElse(null) instanceof Offer.Away(var reason)) {
                next = earlier(next, failed(wanted, reason));
                continue;
            }
            var urgency = ordered.contains(name) ? LeafFacts.Urgency.NOW : LeafFacts.Urgency.WHEN_DUE;
            switch (planOf(wanted, offer, urgency)) {
                case Step.Keep(var until) -> {
                    next = earlier(next, until);
                    wanted = wanted.recovered();
                    leaves.put(name, wanted);
                }
                case Step.Wait(var until, var reason) -> next = earlier(next, until);
                case Step.Issue(var reason) -> add(due, wanted, reason);
                case Step.Renew(var reason) -> add(due, wanted, reason);
            }
            announce(wanted);
        }
        return new Look(next, due.values().stream().flatMap(List::stream).toList());
    }

    /// What is to be done of one leaf for somebody who asks for it now; empty if nobody wants it.
    synchronized Optional<Due> asked(LeafName name) {
        if (!leaves.containsKey(name)) {
            return Optional.empty();
        }
        announceBundle();
        var wanted = current(name, vouching.new Roots());
        return switch (planOf(wanted, Optional.empty(), LeafFacts.Urgency.NOW)) {
            case Step.Issue(var reason) -> Optional.of(new Due(wanted, reason));
            case Step.Renew(var reason) -> Optional.of(new Due(wanted, reason));
            case Step.Keep _, Step.Wait _ -> throw new IllegalStateException("what is asked for is due");
        };
    }

    private Step planOf(WantedLeaf wanted, Optional<Offer> offer, LeafFacts.Urgency urgency) {
        var policy = policies.of(wanted.request().name());
        return RotationPlan.of(wanted.facts(clock.instant(), offer, urgency, policy))
                .step();
    }

    /// A failing one waits its turn behind those that were due before it, so that it cannot starve them.
    private static void add(Map<Instant, List<Due>> due, WantedLeaf wanted, String reason) {
        Instant since = wanted.failure()
                .map(RenewalFailure::retryAt)
                .or(() -> wanted.held().map(HeldLeaf::renewAt))
                .orElse(Instant.EPOCH);
        due.computeIfAbsent(since, _ -> new ArrayList<>()).add(new Due(wanted, reason));
    }

    static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    private WantedLeaf current(LeafName name, Vouching.Roots roots) {
        var current = roots.current(Objects.requireNonNull(leaves.get(name), "a wanted leaf"));
        leaves.put(name, current);
        return current;
    }

    /// What was asked for may be wanted otherwise, or no more, by the time it comes.
    ///
    /// @return when to look at it again
    /// @throws IssuanceFailed if it may not be shown or cannot be kept
    synchronized Instant keep(Due asked, LeafSource source, Leaf leaf) {
        var request = asked.wanted().request();
        var name = request.name();
        var wanted = leaves.get(name);
        if (wanted == null || !wanted.request().equals(request)) {
            leaf.privateKey().destroy();
            return clock.instant();
        }
        if (announcements.pushed().isEmpty()) {
            announceBundle(); // Some tell their roots with their first leaf.
        }
        var held = issuance.keep(
                new Issuance.Order(request, source, vouching.verifiersOf(name, source), wanted.held(), asked.reason()),
                leaf);
        var renewed = wanted.holding(held);
        leaves.put(name, renewed);
        ordered.remove(name);
        vouching.passed(name, source);
        announce(renewed);
        LOG.info(
                "leaf issued: identity={} serial={} notAfter={}",
                name.text(),
                held.leaf().chain().serial(),
                held.notAfter());
        return held.renewAt();
    }

    /// @return when to try again
    synchronized Instant failed(WantedLeaf asked, String message) {
        var name = asked.request().name();
        var wanted = leaves.get(name);
        if (wanted == null) {
            return clock.instant().plus(LeafRotator.LOOK_MAX);
        }
        ordered.remove(name);
        var failure = failures.after(wanted, message);
        var failing = wanted.failing(failure);
        leaves.put(name, failing);
        announce(failing);
        return failure.retryAt();
    }

    private void announce(WantedLeaf wanted) {
        var name = wanted.request().name();
        Instant now = clock.instant();
        wanted.showable(now).map(HeldLeaf::leaf).ifPresent(announcements::leaf);
        announcements.standing(name, wanted.standing(now, policies.of(name)));
    }

    /// Without roots nothing is pushed: the last ones stay, and leaves wait at their gate.
    private void announceBundle() {
        TrustBundle present;
        try {
            present = sources.bundle().get();
        } catch (IssuanceFailed e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(noBundle)) {
                noBundle = reason;
                LOG.warn("{} there is no trust bundle to push: reason={}", Code.SYN0802, reason);
            }
            return;
        }
        noBundle = "";
        announcements.bundle(present, clock.instant());
    }
}
