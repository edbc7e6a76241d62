package io.synapsemesh.xds.render;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import java.util.List;
import java.util.Map;

/// One endpoint of one workspace on a sidecar, at its own address. `dev` ends the application's TLS with the host's
/// certificate and speaks HTTP: the first hop makes the request id, pools connections to the gateway and answers
/// 503 in Synapse's shape when there is none. SQL is bytes, and a client that has none yet waits at the door. The
/// gateway decides; nothing is decided here.
final class SidecarListener {
    private static final int CONNECTION_BUFFER_BYTES = 1 << 20;

    private SidecarListener() {}

    static Rendered render(
            Proxy sidecar, Workspace workspace, EndpointAddress address, HostPort listen, String logFile) {
        String name = Names.sidecarListener(workspace.ref(), address.endpoint());
        var empty = Listener.newBuilder();
        var listener = (address.endpoint().isSql() ? FirstBytes.awaitedBy(empty) : empty)
                .setName(name)
                .setAddress(Endpoints.socket(listen))
                .setPerConnectionBufferLimitBytes(UInt32Value.of(CONNECTION_BUFFER_BYTES))
                .addFilterChains(chain(sidecar, workspace, address, logFile))
                .setMetadata(OriginMetadata.of(sidecar.origin()));
        return Rendered.of(name, listener.build(), sidecar.origin());
    }

    private static FilterChain chain(Proxy sidecar, Workspace workspace, EndpointAddress address, String logFile) {
        Endpoint endpoint = address.endpoint();
        String name = Names.endpoint(workspace.ref(), endpoint);
        String gateways = Names.gateways(workspace.ref(), endpoint);
        Map<String, String> about = Map.of(
                AccessLogs.WORKSPACE, workspace.ref().qualifiedName(), AccessLogs.ENDPOINT, endpoint.documentName());
        if (endpoint.isSql()) {
            return FilterChain.newBuilder()
                    .setName(name)
                    .addFilters(TcpFilter.render(name, gateways, AccessLogs.tcp(logFile, name, about)))
                    .build();
        }
        var manager = DevConnection.limits(name)
                .addEarlyHeaderMutationExtensions(HeaderGuard.renderFirstHop())
                .setRouteConfig(routes(name, gateways))
                .addHttpFilters(DevFilters.router())
                .addAllAccessLog(AccessLogs.http(logFile, name, about));
        return FilterChain.newBuilder()
                .setName(name)
                .setTransportSocket(Tls.application(sidecar.identity(), address.host(), List.of("h2", "http/1.1")))
                .addFilters(DevConnection.filter(manager.build()))
                .build();
    }

    /// Everything, to the gateways: paths and hosts are the gateway's to refuse.
    private static RouteConfiguration routes(String name, String cluster) {
        var all = Route.newBuilder()
                .setMatch(RouteMatch.newBuilder().setPrefix(""))
                .setRoute(DevRoutes.to(cluster));
        return RouteConfiguration.newBuilder()
                .setName(name)
                .addVirtualHosts(
                        VirtualHost.newBuilder().setName("all").addDomains("*").addRoutes(all))
                .build();
    }
}
