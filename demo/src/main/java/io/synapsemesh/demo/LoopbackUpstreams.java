package io.synapsemesh.demo;

import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The opposite of what production allows (rules.md B, "Upstream addresses"): this machine at any port, where the
/// simulator listens, and nothing else.
final class LoopbackUpstreams implements UpstreamPolicy {
    @Override
    public Optional<String> refusal(InetAddress address, List<Cidr> allowed) {
        return address.isLoopbackAddress()
                ? Optional.empty()
                : Optional.of("is not this machine: the demo stays on it");
    }

    @Override
    public Optional<String> refusal(int port) {
        return Optional.empty();
    }
}
