package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.EndpointAddress;
import io.synapsemesh.core.model.Workspace;
import java.util.ArrayList;
import java.util.List;

/// One endpoint of a workspace at Azure, as gateways reach it: TLS on `dev`, bare TCP for TDS, which brings its
/// own.
final class SynapseCluster {
    private SynapseCluster() {}

    /// The cluster and, where the document gives addresses, its endpoints.
    static List<Rendered> render(Workspace workspace, EndpointAddress address) {
        Endpoint endpoint = address.endpoint();
        String name = Names.upstream(workspace.ref(), endpoint);
        var resources = new ArrayList<Rendered>();
        Cluster.Builder cluster = Clusters.limits(name).setMetadata(OriginMetadata.of(workspace.origin()));
        if (address.addresses().isEmpty()) {
            cluster.setType(Cluster.DiscoveryType.LOGICAL_DNS)
                    .setRespectDnsTtl(true)
                    .setDnsLookupFamily(Cluster.DnsLookupFamily.V4_PREFERRED)
                    .setLoadAssignment(Endpoints.of(name, List.of(new HostPort(address.host(), address.port()))));
        } else {
            cluster.setType(Cluster.DiscoveryType.EDS).setEdsClusterConfig(Clusters.eds(name));
        }
        if (!endpoint.isSql()) {
            cluster.setTransportSocket(Tls.synapse(address.host(), workspace.upstreamTrust()));
            Clusters.http1(cluster);
        }
        resources.add(Rendered.of(name, cluster.build(), workspace.origin()));
        if (!address.addresses().isEmpty()) {
            List<HostPort> hosts = address.addresses().stream()
                    .map(host -> new HostPort(host, address.port()))
                    .toList();
            resources.add(Rendered.of(name, Endpoints.of(name, hosts), workspace.origin()));
        }
        return resources;
    }
}
