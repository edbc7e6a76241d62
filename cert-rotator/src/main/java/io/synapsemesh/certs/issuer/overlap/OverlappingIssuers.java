package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.cert.X509Certificate;

/// The issuers of one trust domain while the mesh moves from one to another: prepare, activate, finish, or roll back
/// until then, exactly as a root rotation, because to a verifier it is one. The bundle is the union of both sides'
/// roots
/// from the first step to the last, so no leaf of either is ever refused.
///
/// Readers see one whole state; steps exclude one another.
public final class OverlappingIssuers {
    private final TrustDomain trustDomain;
    private volatile IssuerOverlap overlap;

    public OverlappingIssuers(TrustDomain trustDomain, LeafSource current) {
        this.trustDomain = trustDomain;
        this.overlap = IssuerOverlap.stable(IssuerSide.of(current));
    }

    /// Whom to ask for leaves now, with the roots of both sides. Made anew at each step: ask for it at each use.
    public LeafSource source() {
        var now = overlap;
        return switch (now.current().source()) {
            case LeafIssuer issuer -> new Signing(issuer, now);
            case LeafGiver giver -> new Giving(giver, now);
        };
    }

    /// What every verifier is given.
    public TrustBundle bundle() {
        return new TrustBundle(trustDomain, overlap.anchors());
    }

    /// @throws io.synapsemesh.certs.IssuanceFailed if nothing is known of the candidate's roots
    /// @throws IllegalStateException if another move is not over
    public synchronized void prepare(LeafSource candidate) {
        overlap = overlap.prepared(IssuerSide.of(candidate));
    }

    /// The prepared one signs from now on. For whoever holds the gate to call, and for nobody else.
    public synchronized void activate() {
        overlap = overlap.activated();
    }

    public synchronized void rollBack() {
        overlap = overlap.rolledBack();
    }

    /// The other side leaves the bundle.
    public synchronized void finish() {
        overlap = overlap.finished();
    }

    private record Signing(LeafIssuer issuer, IssuerOverlap state) implements LeafIssuer {
        @Override
        public String name() {
            return issuer.name();
        }

        @Override
        public CertificateChain issue(LeafRequest request, SigningRequest csr) {
            return issuer.issue(request, csr);
        }

        @Override
        public Anchors anchors() {
            return state.anchors();
        }

        @Override
        public X509Certificate signer() {
            return state.current().root();
        }
    }

    private record Giving(LeafGiver giver, IssuerOverlap state) implements LeafGiver {
        @Override
        public String name() {
            return giver.name();
        }

        @Override
        public Leaf give(LeafRequest request) {
            return giver.give(request);
        }

        @Override
        public Anchors anchors() {
            return state.anchors();
        }
    }
}
