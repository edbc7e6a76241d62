package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafSource;
import java.security.cert.X509Certificate;
import java.util.ArrayList;

/// One of the two issuers of a move, with the roots it was last known by: an issuer that is away keeps its place in the
/// bundle, because leaves of it are still shown.
record IssuerSide(LeafSource source, Anchors known) {
    /// @throws IssuanceFailed if its roots were never known
    static IssuerSide of(LeafSource source) {
        return new IssuerSide(source, source.anchors());
    }

    /// What it was known by and what it says now.
    Anchors anchors() {
        var all = new ArrayList<>(known.certificates());
        try {
            all.addAll(source.anchors().certificates());
        } catch (IssuanceFailed away) {
            return known;
        }
        return Anchors.of(all);
    }

    /// The root that stands for it in a rotation: the one that signs; of a giver, who names none, the first it is known
    /// by.
    X509Certificate root() {
        return switch (source) {
            case LeafIssuer issuer -> signer(issuer);
            case LeafGiver giver -> known.certificates().getFirst();
        };
    }

    private X509Certificate signer(LeafIssuer issuer) {
        try {
            return issuer.signer();
        } catch (IssuanceFailed away) {
            return known.certificates().getFirst();
        }
    }
}
