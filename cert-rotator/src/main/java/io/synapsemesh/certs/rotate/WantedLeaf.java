package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.gate.Objection;
import io.synapsemesh.certs.gate.SecretGate;
import io.synapsemesh.certs.profile.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One wanted leaf and how it stands. Replaced, never changed.
///
/// @param violations of the held leaf against the present request and roots
record WantedLeaf(
        LeafRequest request, Optional<HeldLeaf> held, List<Violation> violations, Optional<RenewalFailure> failure) {
    static WantedLeaf of(LeafRequest request) {
        return new WantedLeaf(request, Optional.empty(), List.of(), Optional.empty());
    }

    WantedLeaf asking(LeafRequest other) {
        return new WantedLeaf(other, held, violations, failure);
    }

    WantedLeaf holding(HeldLeaf leaf) {
        return new WantedLeaf(request, Optional.of(leaf), List.of(), Optional.empty());
    }

    WantedLeaf failing(RenewalFailure series) {
        return new WantedLeaf(request, held, violations, Optional.of(series));
    }

    /// Nothing is owed any more.
    WantedLeaf recovered() {
        return new WantedLeaf(request, held, violations, Optional.empty());
    }

    WantedLeaf refused(Violation violation) {
        return new WantedLeaf(request, held, List.of(violation), failure);
    }

    WantedLeaf linted(LeafSource source, Optional<Anchors> pushed, Instant now) {
        var found = held.map(leaf -> SecretGate.check(
                        new SecretGate.Candidate(leaf.leaf(), request, pushed, Issuance.signersOf(source), now)))
                .orElse(List.of());
        return new WantedLeaf(
                request, held, found.stream().map(Objection::violation).toList(), failure);
    }

    /// What a listener is told about, when it changes.
    record Standing(CertificateStatus.State state, Optional<String> error, CertificateStatus.Budget budget) {}

    Standing standing(Instant now, RotationPolicy policy) {
        return new Standing(state(now), failure.map(RenewalFailure::error), budget(now, policy));
    }

    LeafFacts facts(Instant now, Optional<Offer> offer, LeafFacts.Urgency urgency, RotationPolicy policy) {
        return new LeafFacts(
                now, request, held, violations, failure, offer, urgency, policy.longestWait(request.lifetime()));
    }

    /// The leaf, if it may be shown at `now`.
    Optional<HeldLeaf> showable(Instant now) {
        return held.filter(leaf -> leaf.isValidAt(now))
                .filter(leaf -> violations.stream().allMatch(v -> v.rule().isOutdatedOnly()));
    }

    CertificateStatus status(Instant now, String issuer, RotationPolicy policy) {
        var chain = held.map(leaf -> leaf.leaf().chain());
        return new CertificateStatus(
                request.name(),
                issuer,
                chain.map(c -> c.serial()),
                chain.map(c -> c.notBefore()),
                chain.map(c -> c.notAfter()),
                chain.flatMap(c -> c.certificates().stream()
                        .skip(1)
                        .map(certificate -> certificate.getNotAfter().toInstant())
                        .min(Instant::compareTo)),
                held.map(HeldLeaf::renewAt),
                state(now),
                failure.map(RenewalFailure::error),
                failure.map(RenewalFailure::since),
                failure.map(RenewalFailure::retryAt),
                left(now).toSeconds(),
                budget(now, policy));
    }

    private Duration left(Instant now) {
        return showable(now).map(leaf -> Duration.between(now, leaf.notAfter())).orElse(Duration.ZERO);
    }

    private CertificateStatus.Budget budget(Instant now, RotationPolicy policy) {
        Duration life = held.map(HeldLeaf::life).orElse(request.lifetime());
        return left(now).compareTo(policy.budgetLow(life)) < 0
                ? CertificateStatus.Budget.LOW
                : CertificateStatus.Budget.ENOUGH;
    }

    private CertificateStatus.State state(Instant now) {
        if (held.isPresent() && showable(now).isEmpty()) {
            return CertificateStatus.State.EXPIRED;
        }
        if (failure.isPresent()) {
            return CertificateStatus.State.FAILING;
        }
        boolean due = held.isEmpty() || !now.isBefore(held.get().renewAt());
        return due ? CertificateStatus.State.RENEWING : CertificateStatus.State.FRESH;
    }
}
