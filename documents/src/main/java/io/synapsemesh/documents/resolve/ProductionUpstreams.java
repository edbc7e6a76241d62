package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Never loopback, link-local, multicast or the wildcard; inside the mesh's upstream CIDRs; Azure SQL's and HTTPS's
/// ports.
final class ProductionUpstreams implements UpstreamPolicy {
    private static final int REDIRECT_FIRST = 11000;
    private static final int REDIRECT_LAST = 11999;

    @Override
    public Optional<String> refusal(InetAddress address, List<Cidr> allowed) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return Optional.of("is this machine itself");
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return Optional.of("is link-local or multicast");
        }
        if (allowed.stream().noneMatch(cidr -> cidr.contains(address))) {
            return Optional.of("is outside MeshTrust.spec.upstreamCidrs " + allowed);
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal(int port) {
        boolean known = port == 443 || port == 1433 || (port >= REDIRECT_FIRST && port <= REDIRECT_LAST);
        return known ? Optional.empty() : Optional.of("is none of 443, 1433 and 11000 to 11999");
    }
}
