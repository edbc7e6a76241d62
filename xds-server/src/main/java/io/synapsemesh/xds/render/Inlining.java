package io.synapsemesh.xds.render;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Puts resources that refer to each other by name into one another, for an Envoy without a control plane and for
/// `envoy --mode validate`, which fetches nothing. References to secrets go through `secrets`: keys stay out.
final class Inlining {
    private final Map<String, RouteConfiguration> routes = new HashMap<>();
    private final Map<String, ClusterLoadAssignment> endpoints = new HashMap<>();
    private final Map<String, Any> extensions = new HashMap<>();
    private final UnaryOperator<SdsSecretConfig> secrets;

    Inlining(Collection<Rendered> resources, UnaryOperator<SdsSecretConfig> secrets) {
        this.secrets = secrets;
        for (Rendered resource : resources) {
            switch (resource.message()) {
                case RouteConfiguration message -> routes.put(resource.name(), message);
                case ClusterLoadAssignment message -> endpoints.put(resource.name(), message);
                case TypedExtensionConfig message -> extensions.put(resource.name(), message.getTypedConfig());
                default -> {}
            }
        }
    }

    Listener inline(Listener listener) {
        var inlined = listener.toBuilder();
        inlined.getFilterChainsBuilderList().forEach(this::inline);
        return inlined.build();
    }

    Cluster inline(Cluster cluster) {
        var inlined = cluster.toBuilder();
        if (cluster.hasTransportSocket()) {
            inlined.setTransportSocket(inline(cluster.getTransportSocket()));
        }
        if (cluster.hasEdsClusterConfig()) {
            inlined.clearEdsClusterConfig()
                    .setType(Cluster.DiscoveryType.STATIC)
                    .setLoadAssignment(found(endpoints, cluster.getName()));
        }
        return inlined.build();
    }

    private void inline(FilterChain.Builder chain) {
        if (chain.hasTransportSocket()) {
            chain.setTransportSocket(inline(chain.getTransportSocket()));
        }
        for (Filter.Builder filter : chain.getFiltersBuilderList()) {
            if (filter.hasConfigDiscovery()) {
                filter.clearConfigDiscovery().setTypedConfig(found(extensions, filter.getName()));
            } else if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
                var manager = unpack(filter.getTypedConfig(), HttpConnectionManager.class);
                filter.setTypedConfig(Deterministic.pack(inline(manager)));
            }
        }
    }

    private HttpConnectionManager inline(HttpConnectionManager manager) {
        var inlined = manager.toBuilder();
        if (manager.hasRds()) {
            inlined.setRouteConfig(found(routes, manager.getRds().getRouteConfigName()));
        }
        for (HttpFilter.Builder filter : inlined.getHttpFiltersBuilderList()) {
            if (filter.hasConfigDiscovery()) {
                filter.clearConfigDiscovery().setTypedConfig(found(extensions, filter.getName()));
            }
        }
        return inlined.build();
    }

    private TransportSocket inline(TransportSocket socket) {
        Any config = socket.getTypedConfig();
        Message inlined;
        if (config.is(DownstreamTlsContext.class)) {
            var tls = unpack(config, DownstreamTlsContext.class);
            inlined = tls.toBuilder()
                    .setCommonTlsContext(inline(tls.getCommonTlsContext()))
                    .build();
        } else {
            var tls = unpack(config, UpstreamTlsContext.class);
            inlined = tls.toBuilder()
                    .setCommonTlsContext(inline(tls.getCommonTlsContext()))
                    .build();
        }
        return socket.toBuilder().setTypedConfig(Deterministic.pack(inlined)).build();
    }

    private CommonTlsContext inline(CommonTlsContext tls) {
        var inlined = tls.toBuilder();
        for (int i = 0; i < tls.getTlsCertificateSdsSecretConfigsCount(); i++) {
            inlined.setTlsCertificateSdsSecretConfigs(i, secrets.apply(tls.getTlsCertificateSdsSecretConfigs(i)));
        }
        if (tls.hasValidationContextSdsSecretConfig()) {
            inlined.setValidationContextSdsSecretConfig(secrets.apply(tls.getValidationContextSdsSecretConfig()));
        }
        if (tls.hasCombinedValidationContext()) {
            inlined.getCombinedValidationContextBuilder()
                    .setValidationContextSdsSecretConfig(
                            secrets.apply(tls.getCombinedValidationContext().getValidationContextSdsSecretConfig()));
        }
        return inlined.build();
    }

    private static <T> T found(Map<String, T> resources, String name) {
        T resource = resources.get(name);
        if (resource == null) {
            throw new IllegalStateException("not among the proxy's resources: " + name);
        }
        return resource;
    }

    private static <T extends Message> T unpack(Any packed, Class<T> type) {
        try {
            return packed.unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what this package packed unpacks", e);
        }
    }
}
