package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.serve.Counters;

/// What the xDS server counts, as metrics. Its counters have one label each; which, the metric's own comment says.
final class XdsCounters implements Counters {
    private final Meters meters;

    XdsCounters(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void add(String metric, String label, long amount) {
        switch (metric) {
            case Metrics.XDS_STREAMS -> meters.move(metric, amount, "transport", label);
            case Metrics.XDS_STREAMS_REFUSED, Metrics.XDS_ALARMS -> meters.count(metric, amount, "reason", label);
            case Metrics.LIMIT_REACHED -> meters.count(metric, amount, "limit", label);
            default -> meters.count(metric, amount, "type", label);
        }
    }
}
