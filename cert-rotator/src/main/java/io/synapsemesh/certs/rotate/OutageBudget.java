package io.synapsemesh.certs.rotate;

import io.synapsemesh.certs.LeafName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How long the issuer may be away before the first identity of the fleet is without a valid leaf.
///
/// @param first whose leaf ends first
/// @param seconds 0 if one is without already
/// @param low how many have less left than any plan leaves (SYN0804)
public record OutageBudget(LeafName first, long seconds, int low) {
    /// Absent if there is no leaf at all.
    public static Optional<OutageBudget> of(List<CertificateStatus> certificates) {
        int low = (int) certificates.stream()
                .filter(c -> c.budget() == CertificateStatus.Budget.LOW)
                .count();
        return certificates.stream()
                .min(Comparator.comparingLong(CertificateStatus::outageBudgetSeconds))
                .map(c -> new OutageBudget(c.name(), c.outageBudgetSeconds(), low));
    }
}
