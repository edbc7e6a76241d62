package io.synapsemesh.identity.jwks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Host names to addresses. A port of its own so that the very addresses that were judged are the ones dialled: a name
/// that resolves anew between check and use (DNS rebinding) changes nothing.
@FunctionalInterface
public interface Resolver {
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    List<InetAddress> resolve(String host) throws UnknownHostException;
}
