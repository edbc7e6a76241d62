package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.identity.decide.DeskListener;
import io.synapsemesh.identity.decide.Point;
import io.synapsemesh.identity.decide.Verdict;
import java.time.Duration;

/// Decisions as metrics.
final class DecisionMeters implements DeskListener {
    private final Meters meters;

    DecisionMeters(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void decided(Point point, Verdict verdict, long nanos) {
        String outcome = verdict.allowed() ? "Allow" : "Deny";
        meters.count(
                Metrics.DECISIONS,
                1,
                "point",
                point.documentName(),
                "verdict",
                verdict.mode() == Enforcement.AUDIT ? "Audit" : outcome,
                "reason",
                verdict.reason().documentName());
        meters.time(Metrics.DECISION, Duration.ofNanos(nanos));
    }

    @Override
    public void limitReached(String limit) {
        meters.count(Metrics.LIMIT_REACHED, 1, "limit", limit);
    }

    void refused(String port) {
        meters.count(Metrics.DECISION_CALLERS_REFUSED, 1, "port", port);
    }
}
