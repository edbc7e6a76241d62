package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.root.KeptRoots;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Signs X.509-SVIDs of one trust domain and nothing else.
public final class MeshAuthority implements LeafIssuer {
    private final TrustDomain trustDomain;
    private final SlotCell cell;
    private final Signing signing;

    MeshAuthority(TrustDomain trustDomain, SlotCell cell, Signing signing) {
        this.trustDomain = trustDomain;
        this.cell = cell;
        this.signing = signing;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        if (!(request.name() instanceof LeafName.Svid svid)) {
            throw new IssuanceRefused(
                    "the mesh root signs SVIDs only, not " + request.name().text());
        }
        if (!svid.identity().trustDomain().equals(trustDomain)) {
            throw new IssuanceRefused(svid.text() + " is not of the trust domain " + trustDomain);
        }
        signing.requireDeclared(request);
        var slots = cell.now();
        var validity = signing.validity(request, slots.current());
        var leaf = signing.maker()
                .leaf(
                        slots.current(),
                        csr.subjectPublicKey(),
                        LeafProfile.of(request),
                        Optional.empty(),
                        validity.from(),
                        validity.until());
        return SlotCell.sent(slots, List.of(leaf));
    }

    @Override
    public Anchors anchors() {
        return cell.anchors();
    }

    /// What a rotation works on.
    public KeptRoots roots() {
        return cell;
    }

    /// Another root over a new key in the place of the one there is. For a mesh that is signed for by somebody else:
    /// nobody has the bundle of the new one, and leaves of the old one are refused from then on.
    public void replaceIdleRoot() {
        cell.replace();
    }

    @Override
    public X509Certificate signer() {
        return cell.now().current().certificate();
    }

    @Override
    public boolean signsHere() {
        return true;
    }

    /// What every verifier of this trust domain is given.
    public TrustBundle bundle() {
        return new TrustBundle(trustDomain, anchors());
    }
}
