package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.decide.DeskListener;
import io.synapsemesh.identity.decide.Point;
import io.synapsemesh.identity.decide.Verdict;
import io.synapsemesh.identity.group.LookupCounters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/// Decisions as metrics.
final class DecisionMeters implements DeskListener, LookupCounters.Meters {
    private final Meters meters;
    private final LongConsumer took;
    private final Map<Outcome, LongConsumer> counters = new ConcurrentHashMap<>();

    private record Outcome(Point point, String verdict, Reason reason) {}

    DecisionMeters(Meters meters) {
        this.meters = meters;
        this.took = meters.timer(Metrics.DECISION);
    }

    @Override
    public void decided(Point point, Verdict verdict, long nanos) {
        String word = verdict.mode() == Enforcement.AUDIT ? "Audit" : verdict.allowed() ? "Allow" : "Deny";
        counters.computeIfAbsent(new Outcome(point, word, verdict.reason()), this::counter)
                .accept(1);
        took.accept(nanos);
    }

    private LongConsumer counter(Outcome outcome) {
        return meters.counter(
                Metrics.DECISIONS,
                "point",
                outcome.point().documentName(),
                "verdict",
                outcome.verdict(),
                "reason",
                outcome.reason().documentName());
    }

    @Override
    public void limitReached(String limit) {
        meters.count(Metrics.LIMIT_REACHED, 1, "limit", limit);
    }

    /// Of look-ups of groups.
    @Override
    public void count(String metric, String label) {
        meters.count(metric, 1, metric.equals(Metrics.LIMIT_REACHED) ? "limit" : "outcome", label);
    }

    @Override
    public void record(String metric, Duration value) {
        meters.time(metric, value);
    }

    /// A token for Synapse was asked for outside.
    void fetched(String kind, String outcome) {
        meters.count(Metrics.SYNAPSE_TOKENS, 1, "credential", kind, "outcome", outcome);
    }

    void refused(String port) {
        meters.count(Metrics.DECISION_CALLERS_REFUSED, 1, "port", port);
    }
}
