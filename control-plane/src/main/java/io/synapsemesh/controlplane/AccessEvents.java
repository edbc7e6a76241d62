package io.synapsemesh.controlplane;

import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.serve.AccessLogListener;
import io.synapsemesh.xds.serve.Authentication;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns access log entries into decisions in the log. An entry counts only for a workspace its proxy is attached to:
/// a proxy cannot write another workspace's history.
final class AccessEvents implements AccessLogListener {
    private static final Logger LOG = LoggerFactory.getLogger(AccessEvents.class);

    private final EventSink sink;
    private final Supplier<Optional<Published>> mesh;
    private final Meters meters;
    private final Clock clock;

    AccessEvents(EventSink sink, Supplier<Optional<Published>> mesh, Meters meters, Clock clock) {
        this.sink = sink;
        this.mesh = mesh;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void http(Authentication.Authenticated from, String logName, HTTPAccessLogEntry entry) {
        place(from.proxy(), entry.getCommonProperties())
                .ifPresent(place -> keep(AccessLogDecision.http(place, entry, clock.instant())));
    }

    @Override
    public void tcp(Authentication.Authenticated from, String logName, TCPAccessLogEntry entry) {
        place(from.proxy(), entry.getCommonProperties())
                .ifPresent(place -> keep(AccessLogDecision.tcp(place, entry, clock.instant())));
    }

    private Optional<FlowPlace> place(DocumentRef proxy, AccessLogCommon common) {
        String workspace = common.getCustomTagsOrDefault(AccessLogDecision.WORKSPACE, "");
        Optional<FlowPlace> place = mesh.get().flatMap(now -> FlowPlace.of(now, proxy, workspace));
        if (place.isEmpty()) {
            meters.count(Metrics.LIMIT_REACHED, 1, "limit", "access_log_of_another_workspace");
        }
        return place;
    }

    private void keep(Event.Decided event) {
        meters.count(Metrics.FLOWS, 1, "endpoint", event.endpoint(), "verdict", event.allowed() ? "Allow" : "Deny");
        try {
            sink.accept(event);
        } catch (java.io.UncheckedIOException e) {
            LOG.error("a flow is not in the log: reason={}", e.getMessage());
        }
    }
}
