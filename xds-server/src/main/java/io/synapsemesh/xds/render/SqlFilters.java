package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import java.util.List;

/// The network filters of a `sql` or `sqlOnDemand` chain and, here alone, their order: who may connect, then bytes.
final class SqlFilters {
    private SqlFilters() {}

    static List<Filter> inOrder(DocumentRef workspace, Endpoint endpoint, ConnectionAge age, List<AccessLog> logs) {
        return List.of(
                Ads.networkFilter(
                        Names.connection(workspace, endpoint),
                        RBAC.getDescriptor().getFullName()),
                TcpFilter.render(Names.endpoint(workspace, endpoint), Names.upstream(workspace, endpoint), age, logs));
    }
}
