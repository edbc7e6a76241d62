package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.v1alpha1.CaStore;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.KeyEncryption;
import java.time.Duration;
import java.util.List;

/// The MeshTrust in force.
///
/// @param rotationDeadline after which a rotation that waits raises an alarm
/// @param issuer who signs the leaves, as the document says it: exactly one of its members is there
/// @param caStore where the keys of the CAs are, as the document says it
/// @param keyEncryption what protects the key they are sealed with, as the document says it
/// @param federated the other trust domains whose workloads are accepted, in order; never our own, none twice
public record Trust(
        Origin origin,
        TrustDomain trustDomain,
        Issuer issuer,
        CaStore caStore,
        KeyEncryption keyEncryption,
        Duration rootTtl,
        Duration leafTtl,
        Duration leafBackdate,
        Duration rotationDeadline,
        List<Cidr> upstreamCidrs,
        List<Federated> federated,
        boolean strict) {
    public Trust {
        upstreamCidrs = List.copyOf(upstreamCidrs);
        federated = List.copyOf(federated);
    }
}
