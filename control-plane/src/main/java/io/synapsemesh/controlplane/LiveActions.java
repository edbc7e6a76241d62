package io.synapsemesh.controlplane;

import io.synapsemesh.certs.rotate.RotationOutcome;
import io.synapsemesh.controlplane.admin.Actions;
import io.synapsemesh.controlplane.admin.RootOrder;
import io.synapsemesh.controlplane.node.NodeTokens;
import io.synapsemesh.xds.serve.AdsServer;

/// What operators may do to the running mesh.
final class LiveActions implements Actions {
    private final NodeTokens tokens;
    private final AdsServer ads;
    private final CertificateDesk certificates;
    private final FederationDesk federation;

    LiveActions(NodeTokens tokens, AdsServer ads, CertificateDesk certificates, FederationDesk federation) {
        this.tokens = tokens;
        this.ads = ads;
        this.certificates = certificates;
        this.federation = federation;
    }

    @Override
    public Outcome revokeToken(String tokenId) {
        if (!tokens.revoke(tokenId)) {
            return new Outcome.Unknown("there is no node token " + tokenId);
        }
        int ended = ads.endCredential(tokenId);
        return new Outcome.Done("revoked " + tokenId + "; " + ended + " open calls end");
    }

    @Override
    public Outcome rotate(String identity) {
        var outcome = certificates.rotate(identity);
        if (outcome.isEmpty()) {
            return new Outcome.Unknown("there is no certificate of " + identity);
        }
        return switch (outcome.get()) {
            case RotationOutcome.Rotated rotated ->
                new Outcome.Done("rotated " + identity + " to serial " + rotated.serial());
            case RotationOutcome.Kept kept -> new Outcome.Failed(identity + " keeps its certificate: " + kept.reason());
        };
    }

    @Override
    public Outcome orderRoot(String by, RootOrder order) {
        return RootActions.order(certificates.roots(), by, order);
    }

    @Override
    public Outcome acknowledgeRoot(String by, String member) {
        return RootActions.acknowledge(certificates.roots(), by, member);
    }

    @Override
    public Outcome importBundle(String by, String trustDomain, byte[] json) {
        return federation.take(trustDomain, json, by);
    }

    @Override
    public Outcome refreshBundle(String trustDomain) {
        return federation.refresh(trustDomain);
    }
}
