package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.profile.LeafProfile;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// The control-plane CA: certifies ports 15010-15012 and nothing else. Its two anchors stand in every bootstrap from
/// the first day, so that a proxy that was off during a rotation still finds its way home; [#anchors] is the content
/// of `bootstrap-ca.pem`.
public final class DoorAuthority implements LeafIssuer {
    private final RootSlots slots;
    private final Signing signing;

    DoorAuthority(RootSlots slots, Signing signing) {
        if (slots.next().isEmpty()) {
            throw new IllegalArgumentException("the control-plane CA has a prepared NEXT root at all times");
        }
        this.slots = slots;
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
        var validity = signing.validity(request, slots.current());
        var leaf = signing.maker()
                .leaf(
                        slots.current(),
                        csr.publicKey(),
                        LeafProfile.of(request),
                        Optional.empty(),
                        validity.from(),
                        validity.until());
        return signing.linted(new CertificateChain(List.of(leaf)), request, anchors(), validity.now());
    }

    @Override
    public Anchors anchors() {
        return slots.anchors();
    }

    @Override
    public X509Certificate signer() {
        return slots.current().certificate();
    }
}
