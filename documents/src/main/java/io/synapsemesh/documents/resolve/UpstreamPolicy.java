package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Where a gateway may dial (rules.md B, "Upstream addresses"). Only the demo and tests replace [#PRODUCTION].
public interface UpstreamPolicy {
    UpstreamPolicy PRODUCTION = new ProductionUpstreams();

    /// Why `address` is refused; empty if it may be dialled.
    Optional<String> refusal(InetAddress address, List<Cidr> allowed);

    /// Why `port` is refused; empty if it may be dialled.
    Optional<String> refusal(int port);
}
