package io.synapsemesh.xds.render;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.synapsemesh.xds.snapshot.Deterministic;

/// The HTTP connection manager: one set of limits and one refusal to repair paths, for gateways and sidecars.
///
/// Nothing is normalised. Envoy's own normalisation turns `\` into `/`; a path that would need it is not canonical
/// and is answered with 400 by the first route.
final class DevConnection {
    /// A token with 200 groups is 12 KB, and there may be two tokens.
    private static final int HEADERS_KILOBYTES_MAX = 60;

    private static final int HEADERS_COUNT_MAX = 100;
    private static final int STREAMS_MAX = 256;
    private static final int STREAM_WINDOW_BYTES = 256 << 10;
    private static final int CONNECTION_WINDOW_BYTES = 1 << 20;
    private static final int HEADERS_SECONDS_MAX = 30;

    private DevConnection() {}

    static HttpConnectionManager.Builder limits(String statPrefix, ConnectionAge age) {
        return HttpConnectionManager.newBuilder()
                .setStatPrefix(statPrefix)
                .setCodecType(HttpConnectionManager.CodecType.AUTO)
                .setNormalizePath(BoolValue.of(false))
                .setMergeSlashes(false)
                // The canonical path allows no escaped slash; refused there, it gets a body.
                .setPathWithEscapedSlashesAction(HttpConnectionManager.PathWithEscapedSlashesAction.KEEP_UNCHANGED)
                .setStripAnyHostPort(true)
                .setForwardClientCertDetails(HttpConnectionManager.ForwardClientCertDetails.SANITIZE)
                .setUseRemoteAddress(BoolValue.of(true))
                .setSkipXffAppend(true)
                .setServerHeaderTransformation(HttpConnectionManager.ServerHeaderTransformation.PASS_THROUGH)
                .setMaxRequestHeadersKb(UInt32Value.of(HEADERS_KILOBYTES_MAX))
                .setRequestHeadersTimeout(Seconds.of(HEADERS_SECONDS_MAX))
                .setStreamIdleTimeout(Seconds.IDLE)
                .setDrainTimeout(Seconds.of(ConnectionAge.GRACE.toSeconds()))
                .setCommonHttpProtocolOptions(HttpProtocolOptions.newBuilder()
                        .setIdleTimeout(Seconds.IDLE)
                        .setMaxConnectionDuration(age.proto())
                        .setMaxHeadersCount(UInt32Value.of(HEADERS_COUNT_MAX))
                        // `x_synapsemesh_token` must not pass for the header with dashes, here or behind us.
                        .setHeadersWithUnderscoresAction(HttpProtocolOptions.HeadersWithUnderscoresAction.DROP_HEADER))
                .setHttp2ProtocolOptions(http2())
                .setLocalReplyConfig(LocalReplies.render());
    }

    static Http2ProtocolOptions http2() {
        return Http2ProtocolOptions.newBuilder()
                .setMaxConcurrentStreams(UInt32Value.of(STREAMS_MAX))
                .setInitialStreamWindowSize(UInt32Value.of(STREAM_WINDOW_BYTES))
                .setInitialConnectionWindowSize(UInt32Value.of(CONNECTION_WINDOW_BYTES))
                .build();
    }

    static Rds routes(String name) {
        return Rds.newBuilder()
                .setRouteConfigName(name)
                .setConfigSource(Ads.SOURCE)
                .build();
    }

    static Filter filter(HttpConnectionManager manager) {
        return Filter.newBuilder()
                .setName("envoy.filters.network.http_connection_manager")
                .setTypedConfig(Deterministic.pack(manager))
                .build();
    }
}
