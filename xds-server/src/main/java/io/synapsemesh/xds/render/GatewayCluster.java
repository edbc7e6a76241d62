package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.core.model.Workspace;
import java.util.List;

/// The gateways that serve one endpoint of a workspace, as one sidecar reaches them: over mTLS with its own SVID,
/// and only if they prove to be the workspace. The endpoints are shared by all sidecars, the cluster names the
/// sidecar's SVID.
final class GatewayCluster {
    private GatewayCluster() {}

    static Rendered render(Proxy sidecar, Workspace workspace, EndpointAddress address) {
        Endpoint endpoint = address.endpoint();
        String name = Names.gateways(workspace.ref(), endpoint);
        List<String> alpn = endpoint.isSql() ? List.of() : List.of("h2");
        Cluster.Builder cluster = Clusters.limits(name)
                .setMetadata(OriginMetadata.of(workspace.origin()))
                .setType(Cluster.DiscoveryType.EDS)
                .setEdsClusterConfig(Clusters.eds(name))
                .setTransportSocket(Tls.mesh(sidecar.identity(), workspace.identity(), address.host(), alpn));
        if (!endpoint.isSql()) {
            Clusters.http2(cluster, DevConnection.http2());
        }
        return Rendered.of(name, cluster.build(), workspace.origin());
    }

    static Rendered renderEndpoints(Workspace workspace, Endpoint endpoint, List<HostPort> gateways) {
        String name = Names.gateways(workspace.ref(), endpoint);
        return Rendered.of(name, Endpoints.of(name, gateways), workspace.origin());
    }
}
