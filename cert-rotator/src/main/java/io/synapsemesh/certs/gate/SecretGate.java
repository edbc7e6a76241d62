package io.synapsemesh.certs.gate;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Whether a leaf may be pushed: a list of named checks, all of them asked, each leaf for itself (SYN0802).
///
/// Envoy is no gate: it serves an expired leaf without a word, takes a root with a path of `..`, and one mismatched
/// pair among forty made a whole update of another control plane fail (envoyproxy/gateway#9463). So nothing reaches it
/// that was not asked here, and what is refused leaves the last good one in force.
public final class SecretGate {
    /// How far ahead of us a leaf may begin: our clock and the issuer's are two.
    public static final Duration SKEW = Duration.ofMinutes(1);

    /// Everything the checks look at.
    ///
    /// @param pushed the roots its verifiers were given; absent if they were given none, which refuses it
    /// @param signers the roots new leaves chain to; none where somebody else decides it and only gives us leaves
    public record Candidate(
            Leaf leaf, LeafRequest request, Optional<Anchors> pushed, List<X509Certificate> signers, Instant now) {}

    private record Check(String name, Function<Candidate, List<Violation>> violations) {}

    private static final List<Check> CHECKS = List.of(
            new Check("BundlePushed", SecretGate::bundlePushed),
            new Check("Validity", SecretGate::validity),
            new Check("Profile", SecretGate::profile),
            new Check("ChainToBundle", SecretGate::chainToBundle),
            new Check("PairMatch", SecretGate::pairMatch),
            new Check("Signer", SecretGate::signer));

    private SecretGate() {}

    /// Everything that speaks against showing this leaf now; empty if it may be shown and need not be replaced.
    public static List<Objection> check(Candidate candidate) {
        var found = new ArrayList<Objection>();
        for (Check check : CHECKS) {
            check.violations().apply(candidate).forEach(v -> found.add(new Objection(check.name(), v)));
        }
        return List.copyOf(found);
    }

    public static List<String> checkNames() {
        return CHECKS.stream().map(Check::name).toList();
    }

    private static List<Violation> bundlePushed(Candidate candidate) {
        return candidate.pushed().isPresent()
                ? List.of()
                : List.of(new Violation(ProfileRule.CHAIN, "its verifiers have no trust bundle yet"));
    }

    /// Every certificate of the chain: an intermediate that ended makes the leaf worthless.
    private static List<Violation> validity(Candidate candidate) {
        var found = new ArrayList<Violation>();
        for (X509Certificate certificate : candidate.leaf().chain().certificates()) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (from.isAfter(candidate.now().plus(SKEW))) {
                found.add(new Violation(
                        ProfileRule.NOT_YET_VALID, "begins at " + from + ", our clock says " + candidate.now()));
            }
            if (!candidate.now().isBefore(until)) {
                found.add(new Violation(
                        ProfileRule.EXPIRED, "ended at " + until + ", our clock says " + candidate.now()));
            }
        }
        return found;
    }

    /// The dates are judged by [#validity].
    private static List<Violation> profile(Candidate candidate) {
        byte[] der = Pem.der(candidate.leaf().chain().leaf());
        return LeafLint.check(der, LeafProfile.of(candidate.request()), candidate.now()).stream()
                .filter(v -> v.rule() != ProfileRule.EXPIRED && v.rule() != ProfileRule.NOT_YET_VALID)
                .toList();
    }

    private static List<Violation> chainToBundle(Candidate candidate) {
        boolean leads = candidate
                .pushed()
                .filter(anchors -> ChainLint.leadsToAnchor(candidate.leaf().chain(), anchors, candidate.now()))
                .isPresent();
        return leads || candidate.pushed().isEmpty()
                ? List.of()
                : List.of(new Violation(ProfileRule.CHAIN, "does not lead to a root of the pushed bundle"));
    }

    private static List<Violation> pairMatch(Candidate candidate) {
        var leaf = candidate.leaf();
        return ChainLint.isPair(leaf.privateKey(), leaf.chain().leaf())
                ? List.of()
                : List.of(new Violation(ProfileRule.KEY_PAIR, "the key is not the certificate's"));
    }

    private static List<Violation> signer(Candidate candidate) {
        if (candidate.signers().isEmpty()) {
            return List.of();
        }
        var roots = new ArrayList<>(candidate.signers());
        candidate.pushed().map(Anchors::certificates).ifPresent(roots::addAll);
        return ChainLint.rootOf(candidate.leaf().chain(), Anchors.of(roots), candidate.now())
                        .filter(candidate.signers()::contains)
                        .isPresent()
                ? List.of()
                : List.of(new Violation(ProfileRule.SIGNER, "signed under a root that signs no more"));
    }
}
