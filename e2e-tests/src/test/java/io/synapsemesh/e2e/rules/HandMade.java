package io.synapsemesh.e2e.rules;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.ExtensionConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.synapsemesh.xds.snapshot.Resource;

/// The smallest Envoy resources that do something, and such that Envoy refuses.
final class HandMade {
    private static final ConfigSource ADS = ConfigSource.newBuilder()
            .setAds(AggregatedConfigSource.getDefaultInstance())
            .setResourceApiVersion(ApiVersion.V3)
            .setInitialFetchTimeout(Duration.newBuilder())
            .build();

    private HandMade() {}

    static Resource cluster(String name, int port) {
        return Resource.of(name, good(name, port).build());
    }

    /// The same with something else in it: an edit.
    static Resource cluster(String name, int port, int connectSeconds) {
        return Resource.of(
                name,
                good(name, port)
                        .setConnectTimeout(Duration.newBuilder().setSeconds(connectSeconds))
                        .build());
    }

    /// Well-formed, and refused by Envoy alone.
    static Resource refusedCluster(String name, int port) {
        return Resource.of(
                name,
                good(name, port).setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED).build());
    }

    private static Cluster.Builder good(String name, int port) {
        return Cluster.newBuilder()
                .setName(name)
                .setType(Cluster.DiscoveryType.STATIC)
                .setConnectTimeout(Duration.newBuilder().setSeconds(5))
                .setLoadAssignment(ClusterLoadAssignment.newBuilder()
                        .setClusterName(name)
                        .addEndpoints(LocalityLbEndpoints.newBuilder()
                                .addLbEndpoints(LbEndpoint.newBuilder()
                                        .setEndpoint(Endpoint.newBuilder().setAddress(address(port))))));
    }

    /// Forwards bytes to a cluster, to whom the RBAC resource `rbac` lets through.
    static Resource tcpListener(String name, int port, String cluster, String rbac) {
        var listener = Listener.newBuilder()
                .setName(name)
                .setAddress(address(port))
                .addFilterChains(FilterChain.newBuilder()
                        .setName("one")
                        .addFilters(Filter.newBuilder()
                                .setName(rbac)
                                .setConfigDiscovery(ExtensionConfigSource.newBuilder()
                                        .setConfigSource(ADS)
                                        .addTypeUrls("type.googleapis.com/"
                                                + RBAC.getDescriptor().getFullName())))
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.tcp_proxy")
                                .setTypedConfig(Any.pack(TcpProxy.newBuilder()
                                        .setStatPrefix(name)
                                        .setCluster(cluster)
                                        .build()))));
        return Resource.of(name, listener.build());
    }

    /// Serves HTTP by the route configuration `routes`.
    static Resource httpListener(String name, int port, String routes) {
        var manager = HttpConnectionManager.newBuilder()
                .setStatPrefix(name)
                .setRds(Rds.newBuilder().setRouteConfigName(routes).setConfigSource(ADS))
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.router")
                        .setTypedConfig(Any.pack(Router.getDefaultInstance())));
        var listener = Listener.newBuilder()
                .setName(name)
                .setAddress(address(port))
                .addFilterChains(FilterChain.newBuilder()
                        .setName("one")
                        .addFilters(Filter.newBuilder()
                                .setName("envoy.filters.network.http_connection_manager")
                                .setTypedConfig(Any.pack(manager.build()))));
        return Resource.of(name, listener.build());
    }

    static Resource routes(String name, String cluster) {
        var all = Route.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                .setRoute(RouteAction.newBuilder().setCluster(cluster));
        return Resource.of(
                name,
                RouteConfiguration.newBuilder()
                        .setName(name)
                        .addVirtualHosts(VirtualHost.newBuilder()
                                .setName("all")
                                .addDomains("*")
                                .addRoutes(all))
                        .build());
    }

    static Resource allowAll(String name) {
        return rbac(name, rules(Principal.newBuilder().setAny(true)));
    }

    static Resource denyAll(String name) {
        return rbac(name, io.envoyproxy.envoy.config.rbac.v3.RBAC.newBuilder());
    }

    /// Would let fewer through, if Envoy took it; a regular expression is not one.
    static Resource refusedTightening(String name) {
        return rbac(
                name,
                rules(Principal.newBuilder()
                        .setAuthenticated(Principal.Authenticated.newBuilder()
                                .setPrincipalName(StringMatcher.newBuilder()
                                        .setSafeRegex(RegexMatcher.newBuilder().setRegex("(unclosed"))))));
    }

    private static io.envoyproxy.envoy.config.rbac.v3.RBAC.Builder rules(Principal.Builder who) {
        return io.envoyproxy
                .envoy
                .config
                .rbac
                .v3
                .RBAC
                .newBuilder()
                .putPolicies(
                        "one",
                        Policy.newBuilder()
                                .addPermissions(Permission.newBuilder().setAny(true))
                                .addPrincipals(who)
                                .build());
    }

    private static Resource rbac(String name, io.envoyproxy.envoy.config.rbac.v3.RBAC.Builder rules) {
        var filter = RBAC.newBuilder().setStatPrefix("test").setRules(rules);
        return Resource.of(
                name,
                TypedExtensionConfig.newBuilder()
                        .setName(name)
                        .setTypedConfig(Any.pack(filter.build()))
                        .build());
    }

    private static Address address(int port) {
        return Address.newBuilder()
                .setSocketAddress(
                        SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
                .build();
    }
}
