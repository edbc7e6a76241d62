package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.gate.SecretGate;
import io.synapsemesh.certs.history.HistoryEntry;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One leaf from a new key to a kept file: sign, lint, audit, note, keep, in that order. Whatever fails, nothing was
/// handed out and the caller still has the old leaf; killed between two of them, the next start does it again from the
/// beginning, with another key.
///
/// In two halves: [#obtain] may wait for somebody else and touches nothing of ours, [#keep] waits for our own disk
/// alone.
record Issuance(
        SvidStore store,
        LeafHistory history,
        EventSink events,
        Clock clock,
        SecureRandom random,
        RenewalPlanner planner,
        RotationPolicies policies) {
    /// Why and against what one leaf is issued.
    ///
    /// @param pushed the roots its verifiers were given
    /// @param previous the leaf it replaces
    record Order(
            LeafRequest request,
            LeafSource source,
            Optional<Anchors> pushed,
            Optional<HeldLeaf> previous,
            String reason) {}

    /// @param leaf as [#obtain] gave it; its key is destroyed if it is not kept
    /// @throws IssuanceFailed if there is no new leaf, for whatever reason
    HeldLeaf keep(Order order, Leaf leaf) {
        var request = order.request();
        var source = order.source();
        try {
            requireNewer(leaf, source, order.previous());
            Instant now = clock.instant();
            var found =
                    SecretGate.check(new SecretGate.Candidate(leaf, request, order.pushed(), signersOf(source), now));
            if (!found.isEmpty()) {
                throw new IssuanceRefused(Code.SYN0802 + " the issuer " + source.name()
                        + " gave a certificate that may not be shown: " + found);
            }
            var held = planned(leaf, now);
            audit(held, order.previous(), order.reason());
            history.append(HistoryEntry.of(leaf, now));
            store.write(held);
            planner.keep(request.name(), held.renewAt());
            return held;
        } catch (IssuanceFailed e) {
            leaf.privateKey().destroy();
            throw e;
        } catch (RuntimeException e) {
            // The audit log or the disk: to the rotator they are one thing, a failed attempt.
            leaf.privateKey().destroy();
            throw asFailure(e);
        }
    }

    /// The roots that new leaves stand under, where it is not all of them.
    static List<X509Certificate> signersOf(LeafSource source) {
        return switch (source) {
            case LeafIssuer issuer -> List.of(issuer.signer());
            case LeafGiver giver -> giver.own().map(Anchors::certificates).orElse(List.of());
        };
    }

    /// A key of ours that is signed, or a pair that is given. What an adapter throws is a failed attempt.
    ///
    /// @throws IssuanceFailed if there is none
    Leaf obtain(LeafRequest request, LeafSource source) {
        return switch (source) {
            case LeafIssuer issuer -> {
                var key = LeafKey.generate(random, request);
                try {
                    yield new Leaf(request.name(), issuer.issue(request, key.csr()), key.privateKey());
                } catch (RuntimeException e) {
                    key.privateKey().destroy();
                    throw asFailure(e);
                }
            }
            case LeafGiver giver -> {
                try {
                    yield giver.give(request);
                } catch (RuntimeException e) {
                    throw asFailure(e);
                }
            }
        };
    }

    /// Whoever gives leaves renews them on a plan of their own: past our renewal point, the same leaf again is a
    /// renewal that fails.
    private static void requireNewer(Leaf leaf, LeafSource source, Optional<HeldLeaf> previous) {
        boolean same = previous.filter(old ->
                        old.leaf().chain().fingerprint().equals(leaf.chain().fingerprint()))
                .isPresent();
        if (same) {
            throw new IssuanceFailed(source.name() + " has nothing newer than the held leaf, which ends at "
                    + leaf.chain().notAfter());
        }
    }

    private static IssuanceFailed asFailure(RuntimeException e) {
        return e instanceof IssuanceFailed failed
                ? failed
                : new IssuanceFailed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    private HeldLeaf planned(Leaf leaf, Instant now) {
        var unplanned = new HeldLeaf(leaf, now, now);
        var window = policies.of(leaf.name()).window(now, unplanned.notAfter());
        return new HeldLeaf(leaf, now, planner.choose(window));
    }

    /// Before anybody can have it: if the log does not take the event, there is no certificate.
    private void audit(HeldLeaf held, Optional<HeldLeaf> previous, String reason) {
        var leaf = held.leaf();
        var identity = leaf.name().identity();
        events.accept(new Event.Issued(
                clock.instant(),
                identity,
                true,
                reason,
                Optional.of(leaf.chain().serial()),
                Optional.of(held.notAfter()),
                Optional.of(leaf.chain().fingerprint())));
        previous.ifPresent(old -> events.accept(new Event.Rotated(
                clock.instant(),
                identity,
                old.leaf().chain().serial(),
                leaf.chain().serial(),
                held.notAfter())));
    }
}
