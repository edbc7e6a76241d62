package io.synapsemesh.identity.group;

import io.synapsemesh.core.metric.Metrics;
import java.time.Duration;

/// Look-ups as metrics.
public final class LookupCounters implements LookupListener {
    private final Meters meters;

    /// What a registry of metrics can do, without its types.
    public interface Meters {
        /// @param label value of the metric's one label
        void count(String metric, String label);

        void record(String metric, Duration value);
    }

    public LookupCounters(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void answered(String provider, GroupAnswer answer, Duration took) {
        meters.count(
                Metrics.GROUP_ANSWERS,
                switch (answer) {
                    case GroupAnswer.Known ignored -> "known";
                    case GroupAnswer.Unknown(var cause, var why) -> cause.word();
                });
        meters.record(Metrics.GROUP_ANSWER, took);
    }

    @Override
    public void used(String provider, Duration age) {
        meters.record(Metrics.GROUP_ANSWER_AGE, age);
    }

    @Override
    public void limitReached() {
        meters.count(Metrics.LIMIT_REACHED, "group-lookups");
    }
}
