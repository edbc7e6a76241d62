package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
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
    HeldLeaf issue(LeafRequest request, LeafSource source, Optional<HeldLeaf> previous, String reason) {
        var leaf = obtain(request, source);
        try {
            requireNewer(leaf, source, previous);
            Instant now = clock.instant();
            var found = lint(leaf, request, source, now);
            if (!found.isEmpty()) {
                throw new IssuanceRefused(
                        "the issuer " + source.name() + " gave a certificate outside the profile: " + found);
            }
            var held =
                    new HeldLeaf(leaf, now, policy.drawRenewal(now, leaf.chain().notAfter(), random));
            audit(held, previous, reason);
            store.write(held);
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

    /// A key of ours that is signed, or a pair that is given. What an adapter throws is a failed attempt.
    private Leaf obtain(LeafRequest request, LeafSource source) {
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

    /// Everything that speaks against showing this leaf now.
    static List<Violation> lint(Leaf leaf, LeafRequest request, LeafSource issuer, Instant now) {
        var found = new ArrayList<>(ChainLint.check(leaf.chain(), LeafProfile.of(request), issuer.anchors(), now));
        if (!ChainLint.isPair(leaf.privateKey(), leaf.chain().leaf())) {
            found.add(new Violation(ProfileRule.KEY_PAIR, "the key is not the certificate's"));
        }
        if (issuer instanceof LeafIssuer signing && !ChainLint.leadsTo(leaf.chain(), signing.signer(), now)) {
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
