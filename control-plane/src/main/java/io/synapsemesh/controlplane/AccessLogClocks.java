package io.synapsemesh.controlplane;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.synapsemesh.certs.skew.ClockSkew;
import io.synapsemesh.xds.serve.AccessLogListener;
import io.synapsemesh.xds.serve.Authentication;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Compares clocks as access log entries go by: an entry says by the proxy's clock when its request ended, and ours
/// says when it came. Between the two lies the flush of the log (0.2 s) and the way; the sensor's median lives with
/// both.
final class AccessLogClocks implements AccessLogListener {
    private final AccessLogListener next;
    private final ClockSkew skew;
    private final Clock clock;

    AccessLogClocks(AccessLogListener next, ClockSkew skew, Clock clock) {
        this.next = next;
        this.skew = skew;
        this.clock = clock;
    }

    @Override
    public void http(Authentication.Authenticated from, String logName, HTTPAccessLogEntry entry) {
        compare(from, entry.getCommonProperties());
        next.http(from, logName, entry);
    }

    @Override
    public void tcp(Authentication.Authenticated from, String logName, TCPAccessLogEntry entry) {
        compare(from, entry.getCommonProperties());
        next.tcp(from, logName, entry);
    }

    /// An entry that does not say when it began says nothing; one whose length is not known is of the moment it began,
    /// which makes a clock seem behind by that length, and is left out.
    private void compare(Authentication.Authenticated from, AccessLogCommon common) {
        boolean says = common.hasStartTime()
                && common.hasTimeToLastDownstreamTxByte()
                && Timestamps.isValid(common.getStartTime())
                && Durations.isValid(common.getTimeToLastDownstreamTxByte());
        if (says) {
            var began = Instant.ofEpochSecond(
                    common.getStartTime().getSeconds(), common.getStartTime().getNanos());
            var lasted = common.getTimeToLastDownstreamTxByte();
            Instant ended = began.plusSeconds(lasted.getSeconds()).plusNanos(lasted.getNanos());
            skew.observed(from.proxy().qualifiedName(), Duration.between(clock.instant(), ended));
        }
    }
}
