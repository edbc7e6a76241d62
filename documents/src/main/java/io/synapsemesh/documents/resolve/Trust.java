package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import java.time.Duration;
import java.util.List;

/// The MeshTrust in force.
///
/// @param federated the other trust domains whose workloads are accepted, in order; never our own, none twice
public record Trust(
        Origin origin,
        TrustDomain trustDomain,
        Duration rootTtl,
        Duration leafTtl,
        Duration leafBackdate,
        List<Cidr> upstreamCidrs,
        List<Federated> federated,
        boolean strict) {
    public Trust {
        upstreamCidrs = List.copyOf(upstreamCidrs);
        federated = List.copyOf(federated);
    }
}
