package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.GoDurations;
import io.synapsemesh.documents.v1alpha1.Issuer;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/// MeshTrust → [Trust].
final class TrustResolution {
    /// For issuers that keep roots of their own.
    private static final Duration ROOT_TTL_DEFAULT = Duration.ofHours(8760);

    private TrustResolution() {}

    static Resolved resolve(Document document, MeshTrust spec) {
        Issuer.Embedded embedded = spec.issuer().embedded();
        return new Resolved.OfTrust(new Trust(
                Origin.of(document.ref(), document.generation()),
                TrustDomain.parse(spec.trustDomain()),
                spec.issuer(),
                spec.caStore(),
                spec.keyEncryption(),
                embedded == null ? ROOT_TTL_DEFAULT : GoDurations.parse(embedded.rootTtl()),
                GoDurations.parse(spec.leaf().ttl()),
                GoDurations.parse(spec.leaf().backdate()),
                GoDurations.parse(spec.rotation().deadline()),
                spec.upstreamCidrs().stream().map(Cidr::parse).toList(),
                spec.federation().stream()
                        .map(TrustResolution::federated)
                        .sorted(Comparator.comparing(Federated::trustDomain))
                        .toList(),
                spec.strict()));
    }

    private static Federated federated(MeshTrust.Federation federation) {
        MeshTrust.BundleEndpoint endpoint = federation.bundleEndpoint();
        return new Federated(
                TrustDomain.parse(federation.trustDomain()),
                endpoint.url(),
                Optional.ofNullable(endpoint.spiffeId()).map(SpiffeId::parse),
                Optional.ofNullable(endpoint.bundle()));
    }
}
