package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.List;

/// Addresses behind a cluster.
final class Endpoints {
    private Endpoints() {}

    static ClusterLoadAssignment of(String cluster, List<HostPort> addresses) {
        var locality = LocalityLbEndpoints.newBuilder();
        for (HostPort address : addresses.stream().sorted().distinct().toList()) {
            locality.addLbEndpoints(LbEndpoint.newBuilder()
                    .setEndpoint(io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                            .setAddress(socket(address))));
        }
        return ClusterLoadAssignment.newBuilder()
                .setClusterName(cluster)
                .addEndpoints(locality)
                .build();
    }

    static Address socket(HostPort address) {
        return Address.newBuilder()
                .setSocketAddress(
                        SocketAddress.newBuilder().setAddress(address.host()).setPortValue(address.port()))
                .build();
    }
}
