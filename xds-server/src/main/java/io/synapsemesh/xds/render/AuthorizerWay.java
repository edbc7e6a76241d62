package io.synapsemesh.xds.render;

import com.google.common.net.InetAddresses;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.EnvoyInternalAddress;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.bootstrap.internal_listener.v3.InternalListener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;

/// The way from a gateway to the identity-mapper, in two halves that meet inside Envoy:
///
/// | half | from | knows |
/// |---|---|---|
/// | cluster `synapsemesh-authz` | CDS | the gateway's own certificate, from ADS, and whom it speaks to |
/// | internal listener, bare cluster | bootstrap | under which address that is reached from here |
///
/// One cluster in the bootstrap would be simpler, but Envoy 1.40 ends with a segmentation fault if a static cluster
/// takes a certificate from ADS [measured]; one cluster in CDS would need the control plane to know how each proxy
/// reaches it.
final class AuthorizerWay {
    private static final String ADDRESS = Names.AUTHORIZER + "-address";
    /// Each question is a stream of its own.
    private static final int QUESTIONS_MAX = 1_000;

    private static final int KEEPALIVE_SECONDS = 30;
    private static final int KEEPALIVE_TIMEOUT_SECONDS = 10;

    private AuthorizerWay() {}

    /// The half in CDS.
    ///
    /// @param door PEM of whoever certifies the control plane's ports
    static Rendered cluster(Proxy gateway, String door) {
        var self = gateway.identity();
        var here = EnvoyInternalAddress.newBuilder().setServerListenerName(Names.AUTHORIZER);
        var endpoints = ClusterLoadAssignment.newBuilder()
                .setClusterName(Names.AUTHORIZER)
                .addEndpoints(LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder()
                                        .setAddress(Address.newBuilder().setEnvoyInternalAddress(here)))));
        var cluster = Clusters.limits(Names.AUTHORIZER)
                .setType(Cluster.DiscoveryType.STATIC)
                .setLoadAssignment(endpoints)
                .setTransportSocket(Tls.controlPlane(self, SpiffeId.ofControlPlane(self.trustDomain()), door))
                .setMetadata(OriginMetadata.of(gateway.origin()));
        Clusters.http2(
                cluster,
                Http2ProtocolOptions.newBuilder()
                        .setMaxConcurrentStreams(UInt32Value.of(QUESTIONS_MAX))
                        .setConnectionKeepalive(KeepaliveSettings.newBuilder()
                                .setInterval(Seconds.of(KEEPALIVE_SECONDS))
                                .setTimeout(Seconds.of(KEEPALIVE_TIMEOUT_SECONDS)))
                        .build());
        return Rendered.of(Names.AUTHORIZER, cluster.build(), gateway.origin());
    }

    /// Internal listeners are an extension that has to be asked for.
    static TypedExtensionConfig extension() {
        return TypedExtensionConfig.newBuilder()
                .setName("envoy.bootstrap.internal_listener")
                .setTypedConfig(Deterministic.pack(InternalListener.getDefaultInstance()))
                .build();
    }

    static Listener listener() {
        var proxy = TcpProxy.newBuilder().setStatPrefix(Names.AUTHORIZER).setCluster(ADDRESS);
        return Listener.newBuilder()
                .setName(Names.AUTHORIZER)
                .setInternalListener(Listener.InternalListenerConfig.getDefaultInstance())
                .addFilterChains(FilterChain.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.tcp_proxy")
                                .setTypedConfig(Deterministic.pack(proxy.build()))))
                .build();
    }

    static Cluster address(HostPort at) {
        return Clusters.limits(ADDRESS)
                .setType(
                        InetAddresses.isInetAddress(at.host())
                                ? Cluster.DiscoveryType.STATIC
                                : Cluster.DiscoveryType.STRICT_DNS)
                .setLoadAssignment(Endpoints.of(ADDRESS, List.of(at)))
                .build();
    }
}
