package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import java.time.Duration;
import java.util.List;

/// The MeshTrust in force.
///
/// @param rotationDeadline after which a rotation that waits raises an alarm
/// @param federated the other trust domains whose workloads are accepted, in order
public record Trust(
        Origin origin,
        TrustDomain trustDomain,
        Duration rootTtl,
        Duration leafTtl,
        Duration leafBackdate,
        Duration rotationDeadline,
        List<Cidr> upstreamCidrs,
        List<TrustDomain> federated,
        boolean strict) {
    public Trust {
        upstreamCidrs = List.copyOf(upstreamCidrs);
        federated = List.copyOf(federated);
    }
}
