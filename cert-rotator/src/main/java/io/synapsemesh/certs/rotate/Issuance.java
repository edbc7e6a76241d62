package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One leaf from a new key to a kept file: sign, lint, audit, keep, in that order. Whatever fails, nothing was handed
/// out and the caller still has the old leaf.
record Issuance(SvidStore store, EventSink events, Clock clock, SecureRandom random, RotationPolicy policy) {
    /// @throws IssuanceFailed if there is no new leaf, for whatever reason
    HeldLeaf issue(LeafRequest request, LeafIssuer issuer, Optional<HeldLeaf> previous, String reason) {
        var key = LeafKey.generate(random);
        try {
            var chain = issuer.issue(request, key.csr());
            Instant now = clock.instant();
            var leaf = new Leaf(request.name(), chain, key.privateKey());
            var found = lint(leaf, request, issuer, now);
            if (!found.isEmpty()) {
                throw new IssuanceRefused(
                        "the issuer " + issuer.name() + " gave a certificate outside the profile: " + found);
            }
            var held = new HeldLeaf(leaf, now, policy.drawRenewal(now, chain.notAfter(), random));
            audit(held, previous, reason);
            store.write(held);
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

    /// Everything that speaks against showing this leaf now.
    static List<Violation> lint(Leaf leaf, LeafRequest request, LeafIssuer issuer, Instant now) {
        var found = new ArrayList<>(ChainLint.check(leaf.chain(), LeafProfile.of(request), issuer.anchors(), now));
        if (!ChainLint.isPair(leaf.privateKey(), leaf.chain().leaf())) {
            found.add(new Violation(ProfileRule.KEY_PAIR, "the key is not the certificate's"));
        }
        if (!ChainLint.rootOf(leaf.chain(), issuer.anchors(), now).equals(Optional.of(issuer.signer()))) {
            found.add(new Violation(ProfileRule.SIGNER, "signed under a root that signs no more"));
        }
        return List.copyOf(found);
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
