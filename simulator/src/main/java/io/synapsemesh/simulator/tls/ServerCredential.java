package io.synapsemesh.simulator.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/// A server's key and chain (leaf first, root left out) and the names it may be asked for by.
public record ServerCredential(List<String> hosts, PrivateKey key, List<X509Certificate> chain) {

    public ServerCredential {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    @Override
    public String toString() {
        return "ServerCredential" + hosts + " key [redacted]";
    }
}
