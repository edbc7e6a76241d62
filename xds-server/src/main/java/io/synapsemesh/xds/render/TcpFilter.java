package io.synapsemesh.xds.render;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;

/// `tcp_proxy`: forwards TDS bytes as they are. Dials only once the client has spoken: TDS clients speak first, and
/// by then RBAC has decided, so a denied peer never causes a connection to Synapse.
final class TcpFilter {
    /// A PRELOGIN is some 100 bytes; what a client sends before the dial is held to this.
    private static final int EARLY_BYTES_MAX = 64 << 10;

    private TcpFilter() {}

    static Filter render(String statPrefix, String cluster, ConnectionAge age, List<AccessLog> logs) {
        var proxy = TcpProxy.newBuilder()
                .setStatPrefix(statPrefix)
                .setCluster(cluster)
                .setIdleTimeout(Seconds.IDLE)
                .setMaxDownstreamConnectionDuration(age.proto())
                .setMaxConnectAttempts(UInt32Value.of(2))
                .addAllAccessLog(logs)
                .build();
        return Filter.newBuilder()
                .setName("envoy.filters.network.tcp_proxy")
                .setTypedConfig(Deterministic.pack(LateFields.dialAfterFirstBytes(proxy, EARLY_BYTES_MAX)))
                .build();
    }
}
