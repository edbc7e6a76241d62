package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.LeafGiver;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafSource;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One of the two issuers of a move, with the roots it was last known by: an issuer that is away keeps its place in the
/// bundle, because leaves of it are still shown.
///
/// @param known its roots, the one that stands for it in a rotation first: the one that signs; of a giver, who names
///     none, any. Empty if they were never readable
record IssuerSide(IssuerForm form, LeafSource source, List<X509Certificate> known) {
    IssuerSide {
        known = List.copyOf(known);
    }

    /// As it is now.
    ///
    /// @throws IssuanceFailed if its roots were never known
    static IssuerSide seen(IssuerForm form, LeafSource source) {
        var anchors = source.anchors().certificates();
        var all = new LinkedHashSet<X509Certificate>();
        all.add(
                switch (source) {
                    case LeafIssuer issuer -> issuer.signer();
                    case LeafGiver ignored -> anchors.getFirst();
                });
        all.addAll(anchors);
        return new IssuerSide(form, source, List.copyOf(all));
    }

    /// Declared, and never asked.
    static IssuerSide unseen(IssuerForm form, LeafSource source) {
        return new IssuerSide(form, source, List.of());
    }

    /// As it is now; as it was known if it cannot say.
    IssuerSide refreshed() {
        try {
            return seen(form, source);
        } catch (IssuanceFailed away) {
            return this;
        }
    }

    /// With what it was known by and what it says now: what was once handed out in a move stays to its end.
    IssuerSide widened() {
        var all = new LinkedHashSet<>(known);
        all.addAll(refreshed().known());
        return new IssuerSide(form, source, List.copyOf(all));
    }

    boolean isKnown() {
        return !known.isEmpty();
    }

    /// @throws IssuanceFailed if they were never known
    Anchors anchors() {
        requireKnown();
        return Anchors.of(known);
    }

    /// Stands for it in a rotation.
    X509Certificate root() {
        requireKnown();
        return known.getFirst();
    }

    private void requireKnown() {
        if (known.isEmpty()) {
            throw new IssuanceFailed("the roots of " + form.kind() + " were never readable");
        }
    }

    boolean hasRootsOf(IssuerSide other) {
        return Set.copyOf(known).equals(Set.copyOf(other.known()));
    }

    /// A root that both have.
    Optional<X509Certificate> sharedWith(IssuerSide other) {
        return known.stream().filter(other.known()::contains).findFirst();
    }
}
