package io.synapsemesh.controlplane;

import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.metric.Metrics;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// What an alert needs of the roots. By kind of authority, not by host suffix: a label is never a name of the user's.
final class RootMeters {
    private final RootDesk roots;
    private final Clock clock;

    RootMeters(RootDesk roots, Clock clock) {
        this.roots = roots;
        this.clock = clock;
    }

    void register(Meters meters) {
        for (String kind : Stream.of(AuthorityName.MESH, AuthorityName.DOOR, AuthorityName.client("any"))
                .map(AuthorityName::kind)
                .toList()) {
            meters.gauge(Metrics.CERTIFICATES_ROOT_EXPIRY, () -> secondsLeft(kind), "authority", kind);
            meters.gauge(Metrics.ROOT_ROTATIONS, () -> underWay(kind, Optional.empty()), "authority", kind);
            meters.gauge(
                    Metrics.ROOT_ROTATIONS_WAITING,
                    () -> underWay(kind, Optional.of(Phase.PREPARED)),
                    "authority",
                    kind);
        }
    }

    private double secondsLeft(String kind) {
        return of(kind).map(rotator -> rotator.state().current())
                .map(X509Certificate::getNotAfter)
                .mapToDouble(end ->
                        Duration.between(clock.instant(), end.toInstant()).toSeconds())
                .min()
                .orElse(Double.NaN);
    }

    private double underWay(String kind, Optional<Phase> in) {
        return of(kind).map(rotator -> rotator.state().phase())
                .filter(phase -> phase.isPresent() && (in.isEmpty() || in.equals(phase)))
                .count();
    }

    private Stream<RootRotator> of(String kind) {
        return roots.rotators().stream()
                .filter(rotator -> rotator.authority().kind().equals(kind));
    }
}
