package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.xds.serve.AccessLogListener;
import io.synapsemesh.xds.serve.Authentication;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLogClocksTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final List<String> observed = new ArrayList<>();
    private final AccessLogClocks clocks = new AccessLogClocks(
            AccessLogListener.none(),
            (proxy, offset) -> observed.add(proxy + " " + offset),
            Clock.fixed(NOW, ZoneOffset.UTC));
    private final Authentication.Authenticated gateway = new Authentication.Authenticated(
            SpiffeId.parse("spiffe://corp.example/ns/mesh/sa/gateway"),
            new DocumentRef("MeshProxy", "mesh", "gateway"),
            Instant.MAX,
            "1");

    private static AccessLogCommon entry(Instant began, long lastedSeconds) {
        return AccessLogCommon.newBuilder()
                .setStartTime(Timestamp.newBuilder().setSeconds(began.getEpochSecond()))
                .setTimeToLastDownstreamTxByte(Duration.newBuilder().setSeconds(lastedSeconds))
                .build();
    }

    private void http(AccessLogCommon common) {
        clocks.http(
                gateway,
                "log",
                HTTPAccessLogEntry.newBuilder().setCommonProperties(common).build());
    }

    @Test
    void comparesTheEndOfTheRequestWithItsArrival() {
        http(entry(NOW.minusSeconds(10), 10));
        http(entry(NOW.minusSeconds(310), 10));
        clocks.tcp(
                gateway,
                "log",
                TCPAccessLogEntry.newBuilder()
                        .setCommonProperties(entry(NOW, 60))
                        .build());
        assertThat(observed).containsExactly("mesh/gateway PT0S", "mesh/gateway PT-5M", "mesh/gateway PT1M");
    }

    @Test
    void anEntryWithoutItsTimesSaysNothing() {
        http(AccessLogCommon.getDefaultInstance());
        http(entry(NOW, 1).toBuilder().clearTimeToLastDownstreamTxByte().build());
        http(entry(NOW, 1).toBuilder()
                .setStartTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .build());
        assertThat(observed).isEmpty();
    }
}
