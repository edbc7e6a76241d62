package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.SigningRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;

/// The issuer in force as the rest of the mesh sees it: leaves of one side, roots of both.
final class SharedSource {
    private SharedSource() {}

    /// While a mesh moves: a leaf of the other side is out of date.
    static LeafSource moving(IssuerSide side, Anchors both) {
        return switch (side.source()) {
            case LeafIssuer issuer -> new Signing(issuer, side, () -> both);
            case LeafGiver giver -> new Giving(giver, () -> both, Optional.of(side.anchors()));
        };
    }

    /// Alone. Known by what it last was while it is away.
    static LeafSource alone(IssuerSide side) {
        return switch (side.source()) {
            case LeafIssuer issuer -> new Signing(issuer, side, () -> lastKnown(side));
            case LeafGiver giver -> new Giving(giver, () -> lastKnown(side), Optional.empty());
        };
    }

    /// @throws IssuanceFailed if they were never known
    static Anchors lastKnown(IssuerSide side) {
        try {
            return side.source().anchors();
        } catch (IssuanceFailed away) {
            if (side.isKnown()) {
                return side.anchors();
            }
            throw away;
        }
    }

    private record Signing(LeafIssuer issuer, IssuerSide side, Supplier<Anchors> vouching) implements LeafIssuer {
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
            return vouching.get();
        }

        @Override
        public X509Certificate signer() {
            try {
                return issuer.signer();
            } catch (IssuanceFailed away) {
                if (side.isKnown()) {
                    return side.root();
                }
                throw away;
            }
        }

        @Override
        public boolean signsHere() {
            return issuer.signsHere();
        }
    }

    private record Giving(LeafGiver giver, Supplier<Anchors> vouching, Optional<Anchors> own) implements LeafGiver {
        @Override
        public String name() {
            return giver.name();
        }

        @Override
        public Leaf give(LeafRequest request) {
            return giver.give(request);
        }

        @Override
        public boolean hasOther(LeafRequest request, X509Certificate held) {
            return giver.hasOther(request, held);
        }

        @Override
        public void whenChanged(Runnable changed) {
            giver.whenChanged(changed);
        }

        @Override
        public Anchors anchors() {
            return vouching.get();
        }
    }
}
