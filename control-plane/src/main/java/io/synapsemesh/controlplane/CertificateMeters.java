package io.synapsemesh.controlplane;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.certs.rotate.OutageBudget;
import io.synapsemesh.certs.skew.SkewSensor;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.metric.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// When leaves and intermediates end, and how long the issuer may be away: computed when somebody asks, so that
/// a scrape is never older than itself.
final class CertificateMeters {
    private final Supplier<List<CertificateStatus>> certificates;
    private final Clock clock;

    CertificateMeters(Supplier<List<CertificateStatus>> certificates, Clock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    void register(Meters meters, SkewSensor skew) {
        meters.gauge(Metrics.CERTIFICATES_FIRST_EXPIRY, () -> first(c -> c.notAfter().stream()));
        for (String kind : List.of("svid", "dev_server", "door", "public_server")) {
            meters.gauge(
                    Metrics.CERTIFICATES_LEAF_EXPIRY,
                    () -> first(c -> kindOf(c.name()).equals(kind) ? c.notAfter().stream() : Stream.empty()),
                    "leaf",
                    kind);
        }
        meters.gauge(Metrics.CERTIFICATES_INTERMEDIATE_EXPIRY, () -> first(c -> c.intermediateNotAfter().stream()));
        meters.gauge(
                Metrics.CERTIFICATES_OUTAGE_BUDGET,
                () -> budget().map(b -> (double) b.seconds()).orElse(Double.NaN));
        meters.gauge(
                Metrics.CERTIFICATES_BUDGET_LOW,
                () -> budget().map(b -> (double) b.low()).orElse(0.0));
        for (CertificateStatus.State state : CertificateStatus.State.values()) {
            meters.gauge(
                    Metrics.CERTIFICATES,
                    () -> certificates.get().stream()
                            .filter(c -> c.state() == state)
                            .count(),
                    "state",
                    state.text());
        }
        meters.gauge(
                Metrics.CLOCK_SKEW,
                () -> skew.worst().map(offset -> offset.toMillis() / 1000.0).orElse(Double.NaN));
    }

    private java.util.Optional<OutageBudget> budget() {
        return OutageBudget.of(certificates.get());
    }

    private double first(Function<CertificateStatus, Stream<Instant>> ends) {
        return certificates.get().stream()
                .flatMap(ends)
                .min(Instant::compareTo)
                .map(this::until)
                .orElse(Double.NaN);
    }

    private double until(Instant end) {
        return Duration.between(clock.instant(), end).toSeconds();
    }

    private static String kindOf(LeafName name) {
        return switch (name) {
            case LeafName.Svid ignored -> "svid";
            case LeafName.DevServer ignored -> "dev_server";
            case LeafName.Door ignored -> "door";
            case LeafName.PublicServer ignored -> "public_server";
        };
    }
}
