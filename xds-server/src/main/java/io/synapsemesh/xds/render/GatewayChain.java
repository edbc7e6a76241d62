package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Workspace;
import java.util.List;
import java.util.Map;

/// One endpoint of one workspace on a gateway's listener. Holds names alone (SNI, and those of secrets, routes and
/// filters' configurations), so nothing but a change of the endpoint itself changes the listener, and no connection
/// is dropped for a policy, a key or a certificate (rules.md C, "Chains are stable").
final class GatewayChain {
    private static final int HANDSHAKE_SECONDS_MAX = 10;

    private GatewayChain() {}

    static FilterChain render(
            Workspace workspace, EndpointAddress address, int drainEpoch, ConnectionAge age, String logFile) {
        Endpoint endpoint = address.endpoint();
        List<String> alpn = endpoint.isSql() ? List.of() : List.of("h2", "http/1.1");
        return FilterChain.newBuilder()
                .setName(Names.chain(workspace.ref(), endpoint, drainEpoch))
                .setFilterChainMatch(FilterChainMatch.newBuilder().addServerNames(address.host()))
                .setTransportSocket(Tls.gateway(workspace.identity(), alpn))
                .setTransportSocketConnectTimeout(Seconds.of(HANDSHAKE_SECONDS_MAX))
                .addAllFilters(filters(workspace, endpoint, age, logFile))
                .setMetadata(OriginMetadata.of(workspace.origin()))
                .build();
    }

    private static List<Filter> filters(Workspace workspace, Endpoint endpoint, ConnectionAge age, String logFile) {
        String name = Names.endpoint(workspace.ref(), endpoint);
        Map<String, String> about = Map.of(
                AccessLogs.WORKSPACE, workspace.ref().qualifiedName(), AccessLogs.ENDPOINT, endpoint.documentName());
        if (endpoint.isSql()) {
            List<AccessLog> logs = AccessLogs.tcp(logFile, name, about);
            return SqlFilters.inOrder(workspace.ref(), endpoint, age, logs);
        }
        var manager = DevConnection.limits(name, age)
                .addEarlyHeaderMutationExtensions(HeaderGuard.render())
                // Made by the sidecar or the edge, the first of our hops; the peer is one of them, proven by mTLS.
                .setPreserveExternalRequestId(true)
                .setRds(DevConnection.routes(name))
                .addAllHttpFilters(DevFilters.inOrder(workspace))
                .addAllAccessLog(AccessLogs.http(logFile, name, about));
        return List.of(DevConnection.filter(manager.build()));
    }
}
