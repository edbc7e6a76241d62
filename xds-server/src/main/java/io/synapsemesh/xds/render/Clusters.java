package io.synapsemesh.xds.render;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.type.v3.Percent;
import io.synapsemesh.xds.snapshot.Deterministic;

/// What all clusters share: limits, and protocols.
final class Clusters {
    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int CONNECTIONS_MAX = 4096;
    private static final int REQUESTS_MAX = 8192;
    private static final int BUFFER_BYTES = 1 << 20;
    /// Azure's front ends drop connections that rest for four minutes.
    private static final int POOL_IDLE_SECONDS = 120;

    static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    private Clusters() {}

    static Cluster.Builder limits(String name) {
        var thresholds = CircuitBreakers.Thresholds.newBuilder()
                .setMaxConnections(UInt32Value.of(CONNECTIONS_MAX))
                .setMaxPendingRequests(UInt32Value.of(REQUESTS_MAX))
                .setMaxRequests(UInt32Value.of(REQUESTS_MAX))
                .setMaxRetries(UInt32Value.of(16))
                .setTrackRemaining(true);
        return Cluster.newBuilder()
                .setName(name)
                .setConnectTimeout(Seconds.of(CONNECT_SECONDS_MAX))
                .setPerConnectionBufferLimitBytes(UInt32Value.of(BUFFER_BYTES))
                .setCircuitBreakers(CircuitBreakers.newBuilder().addThresholds(thresholds))
                .setCommonLbConfig(Cluster.CommonLbConfig.newBuilder()
                        .setHealthyPanicThreshold(Percent.newBuilder().setValue(0)))
                .setUpstreamConnectionOptions(UpstreamConnectionOptions.newBuilder()
                        .setTcpKeepalive(TcpKeepalive.newBuilder().setKeepaliveTime(UInt32Value.of(60))));
    }

    static Cluster.EdsClusterConfig eds(String name) {
        return Cluster.EdsClusterConfig.newBuilder()
                .setServiceName(name)
                .setEdsConfig(Ads.SOURCE)
                .build();
    }

    static void http1(Cluster.Builder cluster) {
        http(
                cluster,
                io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder()
                        .setExplicitHttpConfig(io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                                .ExplicitHttpConfig.newBuilder()
                                .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())));
    }

    static void http2(Cluster.Builder cluster, Http2ProtocolOptions options) {
        http(
                cluster,
                io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder()
                        .setExplicitHttpConfig(io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                                .ExplicitHttpConfig.newBuilder()
                                .setHttp2ProtocolOptions(options)));
    }

    private static void http(
            Cluster.Builder cluster,
            io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.Builder options) {
        options.setCommonHttpProtocolOptions(
                HttpProtocolOptions.newBuilder().setIdleTimeout(Seconds.of(POOL_IDLE_SECONDS)));
        cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Deterministic.pack(options.build()));
    }
}
