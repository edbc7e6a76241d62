package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.gate.SecretGate;
import io.synapsemesh.certs.history.HistoryEntry;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// One leaf from a new key to a kept file: sign, lint, audit, note, keep, in that order. Whatever fails, nothing was
/// handed out and the caller still has the old leaf; killed between two of them, the next start does it again from the
/// beginning, with another key.
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
            LeafIssuer issuer,
            Optional<Anchors> pushed,
            Optional<HeldLeaf> previous,
            String reason) {}

    /// @throws IssuanceFailed if there is no new leaf, for whatever reason
    HeldLeaf issue(Order order) {
        var key = LeafKey.generate(random);
        try {
            var request = order.request();
            var chain = order.issuer().issue(request, key.csr());
            Instant now = clock.instant();
            var leaf = new Leaf(request.name(), chain, key.privateKey());
            var found = SecretGate.check(new SecretGate.Candidate(
                    leaf, request, order.pushed(), order.issuer().signer(), now));
            if (!found.isEmpty()) {
                throw new IssuanceRefused(Code.SYN0802 + " the issuer "
                        + order.issuer().name() + " gave a certificate that may not be shown: " + found);
            }
            var held = planned(leaf, now);
            audit(held, order.previous(), order.reason());
            history.append(HistoryEntry.of(leaf, now));
            store.write(held);
            planner.keep(request.name(), held.renewAt());
            return held;
        } catch (IssuanceFailed e) {
            key.privateKey().destroy();
            throw e;
        } catch (RuntimeException e) {
            // An adapter, the audit log or the disk: to the rotator they are one thing, a failed attempt.
            key.privateKey().destroy();
            throw new IssuanceFailed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
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
