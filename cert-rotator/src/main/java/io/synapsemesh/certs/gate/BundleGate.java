package io.synapsemesh.certs.gate;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.ProfileRule;
import io.synapsemesh.certs.profile.Violation;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// Whether a trust bundle may be pushed (SYN0802). A bundle that trusts nobody is refused and the last good one stays:
/// Envoy's plain validation context takes an empty one for "trust everybody".
public final class BundleGate {
    private record Check(String name, BiFunction<TrustBundle, Instant, Optional<Violation>> violation) {}

    private static final List<Check> CHECKS = List.of(
            new Check("NotEmpty", BundleGate::notEmpty),
            new Check("Authorities", BundleGate::authorities),
            new Check("OneValidNow", BundleGate::oneValidNow));

    private BundleGate() {}

    public static List<Objection> check(TrustBundle bundle, Instant now) {
        var found = new ArrayList<Objection>();
        for (Check check : CHECKS) {
            check.violation().apply(bundle, now).ifPresent(v -> found.add(new Objection(check.name(), v)));
        }
        return List.copyOf(found);
    }

    public static List<String> checkNames() {
        return CHECKS.stream().map(Check::name).toList();
    }

    private static Optional<Violation> notEmpty(TrustBundle bundle, Instant now) {
        return bundle.anchors().certificates().isEmpty()
                ? Optional.of(new Violation(ProfileRule.CHAIN, "the bundle of " + bundle.trustDomain() + " is empty"))
                : Optional.empty();
    }

    private static Optional<Violation> authorities(TrustBundle bundle, Instant now) {
        return bundle.anchors().certificates().stream()
                .filter(root -> root.getBasicConstraints() < 0)
                .findFirst()
                .map(root -> new Violation(
                        ProfileRule.BASIC_CONSTRAINTS, "not an authority: " + root.getSubjectX500Principal()));
    }

    /// One is enough: a root that is being prepared or retired may lie outside its dates.
    private static Optional<Violation> oneValidNow(TrustBundle bundle, Instant now) {
        for (X509Certificate root : bundle.anchors().certificates()) {
            boolean begun = !root.getNotBefore().toInstant().isAfter(now.plus(SecretGate.SKEW));
            if (begun && now.isBefore(root.getNotAfter().toInstant())) {
                return Optional.empty();
            }
        }
        return Optional.of(new Violation(
                ProfileRule.EXPIRED,
                "no root of " + bundle.trustDomain() + " is valid at " + now
                        + ". Fix: set the clock, or run synapsemesh certs recover"));
    }
}
