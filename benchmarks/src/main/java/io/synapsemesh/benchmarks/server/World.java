package io.synapsemesh.benchmarks.server;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.route.v3.Decorator;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.ArrayList;
import java.util.List;

/// The messages every system serves: for each workspace a cluster with its endpoints and TLS context, and a route
/// configuration. The n-th change gives one workspace a new revision; the same n gives the same world in every
/// process.
final class World {
    /// Prime to every world size that is used: changes wander over all workspaces.
    private static final int STEP = 7919;

    private static final List<String> PREFIXES = List.of(
            "/pipelines",
            "/pipelineruns",
            "/livyApi",
            "/notebooks",
            "/datasets",
            "/linkedservices",
            "/triggers",
            "/rbac");

    private final List<Cluster> clusters = new ArrayList<>();
    private final List<RouteConfiguration> routes = new ArrayList<>();
    private int changes;

    World(int workspaces) {
        for (int i = 0; i < workspaces; i++) {
            clusters.add(cluster(i, 0));
            routes.add(route(i));
        }
    }

    int changes() {
        return changes;
    }

    /// @return the workspace whose cluster is new
    int change() {
        changes++;
        int workspace = Math.floorMod((long) changes * STEP, clusters.size());
        clusters.set(workspace, cluster(workspace, changes));
        return workspace;
    }

    Cluster cluster(int workspace) {
        return clusters.get(workspace);
    }

    RouteConfiguration routes(int workspace) {
        return routes.get(workspace);
    }

    static String routeName(int workspace) {
        return "workspace/analytics/contoso-" + workspace + "/dev/routes";
    }

    private static Cluster cluster(int workspace, int revision) {
        var name = "workspace/analytics/contoso-" + workspace + "/dev";
        var host = "contoso-" + workspace + ".dev.azuresynapse.net";
        var locality = LocalityLbEndpoints.newBuilder();
        for (int i = 1; i <= 4; i++) {
            locality.addLbEndpoints(LbEndpoint.newBuilder()
                    .setEndpoint(Endpoint.newBuilder()
                            .setHostname(host)
                            .setAddress(Address.newBuilder()
                                    .setSocketAddress(SocketAddress.newBuilder()
                                            .setAddress("10." + workspace / 250 + "." + workspace % 250 + "." + i)
                                            .setPortValue(443)))));
        }
        return Cluster.newBuilder()
                .setName(name)
                .setType(Cluster.DiscoveryType.STATIC)
                .setConnectTimeout(Duration.newBuilder().setSeconds(5))
                .setPerConnectionBufferLimitBytes(UInt32Value.of(1 << 20))
                .setLoadAssignment(
                        ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(locality))
                .setTransportSocket(TransportSocket.newBuilder()
                        .setName("envoy.transport_sockets.tls")
                        .setTypedConfig(tls(workspace, host)))
                .setMetadata(Metadata.newBuilder()
                        .putFilterMetadata(
                                "synapsemesh",
                                Struct.newBuilder()
                                        .putFields("kind", text("SynapseWorkspace"))
                                        .putFields("namespace", text("analytics"))
                                        .putFields("name", text("contoso-" + workspace))
                                        .putFields("revision", text(Integer.toString(revision)))
                                        .build()))
                .build();
    }

    private static Any tls(int workspace, String host) {
        var validation = CertificateValidationContext.newBuilder()
                .addMatchTypedSubjectAltNames(SubjectAltNameMatcher.newBuilder()
                        .setSanType(SubjectAltNameMatcher.SanType.URI)
                        .setMatcher(StringMatcher.newBuilder()
                                .setExact("spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg-"
                                        + workspace % 40 + "/contoso-" + workspace)));
        return Deterministic.pack(UpstreamTlsContext.newBuilder()
                .setSni(host)
                .setMaxSessionKeys(UInt32Value.of(0))
                .setCommonTlsContext(CommonTlsContext.newBuilder()
                        .addAlpnProtocols("h2")
                        .addTlsCertificateSdsSecretConfigs(
                                SdsSecretConfig.newBuilder().setName("spiffe://corp.example/ns/mesh/sa/gateway"))
                        .setCombinedValidationContext(CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                                .setDefaultValidationContext(validation)
                                .setValidationContextSdsSecretConfig(
                                        SdsSecretConfig.newBuilder().setName("spiffe://corp.example"))))
                .build());
    }

    private static RouteConfiguration route(int workspace) {
        var host = VirtualHost.newBuilder()
                .setName("contoso-" + workspace)
                .addDomains("contoso-" + workspace + ".dev.azuresynapse.net");
        for (var prefix : PREFIXES) {
            host.addRoutes(Route.newBuilder()
                    .setMatch(RouteMatch.newBuilder().setPathSeparatedPrefix(prefix))
                    .setRoute(RouteAction.newBuilder()
                            .setCluster("workspace/analytics/contoso-" + workspace + "/dev")
                            .setTimeout(Duration.newBuilder().setSeconds(230)))
                    .setDecorator(Decorator.newBuilder().setOperation("contoso-" + workspace + prefix)));
        }
        return RouteConfiguration.newBuilder()
                .setName(routeName(workspace))
                .addVirtualHosts(host)
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
