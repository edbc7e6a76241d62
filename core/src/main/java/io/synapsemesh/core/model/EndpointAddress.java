package io.synapsemesh.core.model;

import io.synapsemesh.core.azure.Endpoint;
import java.util.List;

/// Where one endpoint of a workspace is reached.
///
/// @param host the name clients use and Azure's certificate carries; also the SNI inside the mesh
/// @param addresses IP addresses (private endpoints); empty means that the gateway resolves `host`
public record EndpointAddress(Endpoint endpoint, String host, List<String> addresses, int port) {
    public EndpointAddress {
        addresses = List.copyOf(addresses);
    }
}
