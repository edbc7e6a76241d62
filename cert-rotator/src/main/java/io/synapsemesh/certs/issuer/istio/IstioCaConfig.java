package io.synapsemesh.certs.issuer.istio;

import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.IssuerChannel;
import io.synapsemesh.core.identity.SpiffeId;
import java.nio.file.Path;
import java.util.Optional;

/// Where Istio's CA is and who we are to it. `MeshTrust.issuer.istioCa`.
///
/// @param self whom the token proves; every other identity is asked for by impersonation, which istiod allows to
///     trusted node accounts only (`CA_TRUSTED_NODE_ACCOUNTS`)
/// @param tokenFile a projected service-account token with the audience `istio-ca`
/// @param clusterId sent as `ClusterID`, for meshes of several clusters
/// @param anchors the roots that may vouch for its leaves, the signing one first
public record IstioCaConfig(
        IssuerChannel.Endpoint endpoint,
        SpiffeId self,
        Path tokenFile,
        Optional<String> clusterId,
        AnchorsFile anchors) {}
