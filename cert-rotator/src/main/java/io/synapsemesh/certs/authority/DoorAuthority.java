package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.root.KeptRoots;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The control-plane CA: certifies ports 15010-15012 and nothing else. Its two anchors stand in every bootstrap from
/// the first day, so that a proxy that was off during a rotation still finds its way home; [#anchors] is the content
/// of `bootstrap-ca.pem`.
public final class DoorAuthority implements LeafIssuer {
    private final SlotCell cell;
    private final Signing signing;

    DoorAuthority(SlotCell cell, Signing signing) {
        if (cell.now().anchors().certificates().size() < 2) {
            throw new IllegalArgumentException("the control-plane CA has two anchors at all times");
        }
        this.cell = cell;
        this.signing = signing;
    }

    @Override
    public String name() {
        return "embedded (control plane)";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        if (!(request.name() instanceof LeafName.Door)) {
            throw new IssuanceRefused("the control-plane root signs its own ports only, not "
                    + request.name().text());
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

    @Override
    public X509Certificate signer() {
        return cell.now().current().certificate();
    }
}
