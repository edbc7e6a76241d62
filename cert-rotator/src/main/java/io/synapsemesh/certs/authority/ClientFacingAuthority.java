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

/// The client-facing CA of one host suffix, such as `dev.azuresynapse.net`: what applications trust for the `dev`
/// endpoint their own sidecar serves.
///
/// Two constraints, both critical. The *root* permits the suffix, because it lies in trust stores of applications for
/// years and must not change when a workspace comes or goes. Each *leaf* comes under an intermediate of its own that
/// permits its one declared host and whose key is forgotten as soon as it has signed: so every chain is constrained to
/// a declared host, also for Java, which ignores the constraints of an anchor, and there is no intermediate to store,
/// steal or rotate. A host under another suffix (a custom cloud) gets another root; the existing ones stay as they are.
public final class ClientFacingAuthority implements LeafIssuer {
    private final String suffix;
    private final SlotCell cell;
    private final Signing signing;

    ClientFacingAuthority(String suffix, SlotCell cell, Signing signing) {
        this.suffix = suffix;
        this.cell = cell;
        this.signing = signing;
    }

    @Override
    public String name() {
        return "embedded (client-facing)";
    }

    /// What the root permits: this name and everything below it.
    public String suffix() {
        return suffix;
    }

    public boolean covers(String host) {
        return host.endsWith("." + suffix);
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        if (!(request.name() instanceof LeafName.DevServer server) || !covers(server.host())) {
            throw new IssuanceRefused("the client-facing root of " + suffix + " does not sign "
                    + request.name().text());
        }
        signing.requireDeclared(request);
        var slots = cell.now();
        var validity = signing.validity(request, slots.current());
        Root intermediate = signing.maker()
                .intermediate(
                        slots.current(),
                        "SynapseMesh " + server.host(),
                        HostConstraints.permitting(server.host()),
                        validity.from(),
                        validity.until());
        try {
            var leaf = signing.maker()
                    .leaf(
                            intermediate,
                            csr.subjectPublicKey(),
                            LeafProfile.of(request),
                            Optional.of(server.host()),
                            validity.from(),
                            validity.until());
            return SlotCell.sent(slots, List.of(leaf, intermediate.certificate()));
        } finally {
            intermediate.privateKey().destroy();
        }
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
