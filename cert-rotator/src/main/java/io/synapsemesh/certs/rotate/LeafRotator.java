package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    private static final Logger LOG = LoggerFactory.getLogger(LeafRotator.class);
    private static final int ERROR_CHARS_MAX = 1024;

    private final Function<LeafName, ? extends LeafSource> issuers;
    private final Supplier<TrustBundle> bundle;
    private final SvidStore store;
    private final EventSink events;
    private final CertificateListener listener;
    private final Clock clock;
    private final SecureRandom random;
    private final RotationPolicy policy;
    private final Issuance issuance;

    private final ConcurrentSkipListMap<LeafName, WantedLeaf> leaves = new ConcurrentSkipListMap<>();
    private final Map<LeafName, String> anchorsSeen = new TreeMap<>();
    private Optional<String> bundleTold = Optional.empty();

    /// @param issuers where each leaf comes from; throws [IssuanceFailed] if nobody does
    /// @param bundle the bundle of the mesh at this moment
    public LeafRotator(
            Function<LeafName, ? extends LeafSource> issuers,
            Supplier<TrustBundle> bundle,
            SvidStore store,
            EventSink events,
            CertificateListener listener,
            Clock clock,
            SecureRandom random,
            RotationPolicy policy) {
        this.issuers = issuers;
        this.bundle = bundle;
        this.store = store;
        this.events = events;
        this.listener = listener;
        this.clock = clock;
        this.random = random;
        this.policy = policy;
        this.issuance = new Issuance(store, events, clock, random, policy);
    }

    /// Says which leaves there are to be, all of them: what is not named is forgotten and its key deleted. New ones are
    /// taken from the store if they may still be shown, and otherwise issued before this returns.
    public synchronized void want(Collection<LeafRequest> requests) {
        if (requests.size() > LEAVES_MAX) {
            throw new IllegalArgumentException("more than " + LEAVES_MAX + " leaves are wanted");
        }
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

    /// Does what is due.
    ///
    /// @return when to look again, at most [#LOOK_MAX] from now
    public synchronized Instant tick() {
        tellBundle();
        Instant now = clock.instant();
        Instant next = now.plus(LOOK_MAX);
        for (LeafName name : List.copyOf(leaves.keySet())) {
            Instant due = step(name, LeafFacts.Urgency.WHEN_DUE);
            next = due.isBefore(next) ? due : next;
        }
        return next;
    }

    /// Replaces one leaf now, with a new key.
    public synchronized RotationOutcome rotateNow(LeafName name) {
        var before = leaves.get(name);
        if (before == null) {
            return new RotationOutcome.Kept("no document asks for a certificate of " + name.text());
        }
        step(name, LeafFacts.Urgency.NOW);
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
                .map(wanted -> wanted.status(now, issuerName(wanted.request().name())))
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
        var wanted = WantedLeaf.of(request);
        leaves.put(name, kept.isPresent() ? relinted(wanted.holding(kept.get())) : wanted);
        leaf(name).ifPresent(leaf -> tell(() -> listener.leafChanged(leaf)));
    }

    private void forget(LeafName name) {
        leaves.remove(name);
        anchorsSeen.remove(name);
        tell(() -> listener.leafForgotten(name));
    }

    /// A file that cannot be deleted now is deleted by a later call.
    private void sweep(Collection<LeafName> names) {
        try {
            store.retain(names);
        } catch (UncheckedIOException e) {
            LOG.warn("keys nobody wants could not be deleted yet: reason={}", e.getMessage());
        }
    }

    private Instant step(LeafName name, LeafFacts.Urgency urgency) {
        var wanted = currentOf(name);
        Instant now = clock.instant();
        return switch (RotationPlan.of(wanted.facts(now, urgency, policy)).step()) {
            case Step.Keep(var until) -> until;
            case Step.Wait(var until, var reason) -> until;
            case Step.Issue(var reason) -> attempt(wanted, reason);
            case Step.Renew(var reason) -> attempt(wanted, reason);
        };
    }

    /// The lint costs a path validation, so it runs again only when the roots changed since.
    private WantedLeaf currentOf(LeafName name) {
        var wanted = java.util.Objects.requireNonNull(leaves.get(name), "a wanted leaf");
        if (wanted.held().isEmpty() || rootsOf(name).equals(Optional.ofNullable(anchorsSeen.get(name)))) {
            return wanted;
        }
        var linted = relinted(wanted);
        leaves.put(name, linted);
        return linted;
    }

    private WantedLeaf relinted(WantedLeaf wanted) {
        var name = wanted.request().name();
        try {
            var linted = wanted.linted(issuers.apply(name), clock.instant());
            rootsOf(name).ifPresent(roots -> anchorsSeen.put(name, roots));
            return linted;
        } catch (IssuanceFailed e) {
            return wanted.refused(new Violation(ProfileRule.CHAIN, "nobody vouches for it: " + e.getMessage()));
        }
    }

    private Optional<String> rootsOf(LeafName name) {
        try {
            var issuer = issuers.apply(name);
            String signer = switch (issuer) {
                case LeafIssuer signing -> signing.signer().getSerialNumber().toString();
                case LeafGiver giving -> "given";
            };
            return Optional.of(issuer.anchors().contentHash() + " " + signer);
        } catch (IssuanceFailed e) {
            return Optional.empty();
        }
    }

    private Instant attempt(WantedLeaf wanted, String reason) {
        var name = wanted.request().name();
        try {
            var held = issuance.issue(wanted.request(), issuers.apply(name), wanted.held(), reason);
            leaves.put(name, wanted.holding(held));
            rootsOf(name).ifPresent(roots -> anchorsSeen.put(name, roots));
            tell(() -> listener.leafChanged(held.leaf()));
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
        Instant retryAt = policy.drawRetry(now, attempts, wanted.request().lifetime(), random);
        var name = wanted.request().name();
        leaves.put(
                name,
                wanted.failing(
                        new RenewalFailure(before.map(RenewalFailure::since).orElse(now), attempts, retryAt, error)));
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

    /// A listener that fails is wrong, but it must not keep the other leaves from being renewed.
    private static void tell(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of certificates failed", e);
        }
    }

    private void tellBundle() {
        var present = bundle.get();
        if (!bundleTold.equals(Optional.of(present.contentHash()))) {
            bundleTold = Optional.of(present.contentHash());
            tell(() -> listener.bundleChanged(present));
        }
    }
}
