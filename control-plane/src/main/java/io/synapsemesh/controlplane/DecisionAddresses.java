package io.synapsemesh.controlplane;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where decisions are asked for.
///
/// @param authz Envoy's `ext_authz`, gRPC
/// @param authRequest Nginx' `auth_request`, HTTP
public record DecisionAddresses(InetSocketAddress authz, InetSocketAddress authRequest) {
    public static final int AUTHZ_PORT = 15_011;
    public static final int AUTH_REQUEST_PORT = 15_012;

    /// Free ports of one address.
    public static DecisionAddresses free(InetAddress address) {
        return new DecisionAddresses(new InetSocketAddress(address, 0), new InetSocketAddress(address, 0));
    }
}
