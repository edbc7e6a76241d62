package io.synapsemesh.xds.serve;

import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.metric.Metrics;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says who came to the port in a way that somebody must look at. Called where a call is opened, on a thread of its
/// own, and may block; a log that cannot be written keeps nobody out, for what is told of is served or refused anyway.
final class DoorEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DoorEvents.class);

    private final EventSink sink;
    private final Counters counters;
    private final Timers timers;

    DoorEvents(EventSink sink, Counters counters, Timers timers) {
        this.sink = sink;
        this.counters = counters;
        this.timers = timers;
    }

    void secondAddress(Authentication.Authenticated peer, String address, String other) {
        counters.add(Metrics.XDS_ALARMS, "second-address", 1);
        LOG.warn(
                "SYN0706 a node token is in use from two addresses: proxy={} token={} first={} second={}",
                peer.proxy().qualifiedName(),
                peer.credentialId(),
                other,
                address);
        keep(peer, Optional.of(address), true, "SecondAddress");
    }

    void tooManyReplicas(Authentication.Authenticated peer, Optional<String> address, int declared) {
        counters.add(Metrics.XDS_STREAMS_REFUSED, "replicas", 1);
        LOG.warn(
                "SYN0705 more replicas than declared: proxy={} declared={} from={}",
                peer.proxy().qualifiedName(),
                declared,
                address.orElse("unknown"));
        keep(peer, address, false, "TooManyReplicas");
    }

    private void keep(Authentication.Authenticated peer, Optional<String> address, boolean admitted, String reason) {
        try {
            sink.accept(new Event.Login(
                    timers.now(),
                    peer.proxy().qualifiedName(),
                    peer.identity(),
                    peer.credentialId(),
                    address,
                    admitted,
                    reason));
        } catch (UncheckedIOException e) {
            LOG.error(
                    "a login is not in the log: proxy={} reason={}",
                    peer.proxy().qualifiedName(),
                    e.getMessage());
        }
    }
}
