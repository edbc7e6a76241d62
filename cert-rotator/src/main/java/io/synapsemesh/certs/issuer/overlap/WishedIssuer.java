package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.gate.BundleGate;
import io.synapsemesh.certs.root.RootPolicy;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.core.identity.TrustDomain;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/// Whether the mesh could move to the issuer the documents name. Looks and asks; one caller at a time.
final class WishedIssuer {
    private final TrustDomain trustDomain;
    private final OpenedIssuers opened;
    private final IssuerTrial trial;
    private final OverlappingIssuers.Ports ports;
    private Optional<Tried> last = Optional.empty();

    private record Tried(IssuerSide side, Optional<String> objection, Instant at) {}

    WishedIssuer(TrustDomain trustDomain, OpenedIssuers opened, IssuerTrial trial, OverlappingIssuers.Ports ports) {
        this.trustDomain = trustDomain;
        this.opened = opened;
        this.trial = trial;
        this.ports = ports;
    }

    /// While a mesh moves there are two issuers and no third.
    Wish duringMove(KeptIssuers kept, IssuerForm form) {
        for (IssuerSide side : kept.overlap().sides()) {
            if (side.form().equals(form)) {
                return Wish.NONE;
            }
        }
        for (IssuerSide side : kept.overlap().sides()) {
            if (side.form().kind().equals(form.kind()) && !form.isEmbedded()) {
                var again = seen(form).filter(found -> found.hasRootsOf(side));
                if (again.isPresent()) {
                    return new Wish.Same(side, again.get());
                }
            }
        }
        String to = kept.to().map(side -> side.form().kind()).orElse("");
        return new Wish.Refused("MeshTrust names a third issuer, " + form.kind() + ", while the mesh moves from "
                + kept.from().form().kind() + " to " + to);
    }

    /// @param current as it is now
    Wish atRest(KeptIssuers kept, IssuerSide current, IssuerForm form) {
        if (form.equals(current.form())) {
            last = Optional.empty();
            return Wish.NONE;
        }
        if (form.isEmbedded() && isSpent(kept)) {
            return new Wish.NewRoot();
        }
        try {
            return usable(kept, present(current), form);
        } catch (RuntimeException e) {
            return new Wish.Refused(form.kind() + " cannot be used: " + e.getMessage());
        }
    }

    private Wish usable(KeptIssuers kept, IssuerSide current, IssuerForm form) {
        if (!current.isKnown()) {
            // Nobody ever had a leaf or a bundle of it.
            return new Wish.Same(current, IssuerSide.unseen(form, opened.of(form)));
        }
        var side = IssuerSide.seen(form, opened.of(form));
        if (side.hasRootsOf(current)) {
            boolean sameKind = form.kind().equals(current.form().kind());
            var objection = sameKind ? Optional.<String>empty() : tried(side);
            return objection.<Wish>map(why -> refused(form, why)).orElseGet(() -> new Wish.Same(current, side));
        }
        var shared = side.sharedWith(current);
        if (shared.isPresent()) {
            return refused(
                    form,
                    "it shares the root " + shared.get().getSubjectX500Principal() + " with "
                            + current.form().kind() + ", but not all; give both the same roots first");
        }
        var together = new ArrayList<X509Certificate>(current.known());
        together.addAll(side.known());
        var found = BundleGate.check(
                new TrustBundle(trustDomain, Anchors.of(together)),
                ports.clock().instant());
        if (!found.isEmpty()) {
            return refused(form, found.toString());
        }
        boolean declined = kept.declined().filter(form::equals).isPresent();
        var objection = declined || form.isEmbedded() ? Optional.<String>empty() : tried(side);
        return objection.<Wish>map(why -> refused(form, why)).orElseGet(() -> new Wish.Usable(side));
    }

    private static Wish refused(IssuerForm form, String why) {
        return new Wish.Refused(form.kind() + " cannot be used: " + why);
    }

    private static IssuerSide present(IssuerSide current) {
        return current.form().isEmbedded() ? IssuerSide.seen(current.form(), current.source()) : current;
    }

    private Optional<IssuerSide> seen(IssuerForm form) {
        try {
            return Optional.of(IssuerSide.seen(form, opened.of(form)));
        } catch (RuntimeException away) {
            return Optional.empty();
        }
    }

    /// One that answered is not asked again; one that did not, after a while.
    private Optional<String> tried(IssuerSide side) {
        Instant now = ports.clock().instant();
        var known = last.filter(tried -> tried.side().equals(side))
                .filter(tried -> tried.objection().isEmpty()
                        || (!now.isBefore(tried.at()) && now.isBefore(tried.at().plus(OverlappingIssuers.RETRY))));
        if (known.isPresent()) {
            return known.get().objection();
        }
        var objection = trial.objection(side, ports.wanted().get());
        last = Optional.of(new Tried(side, objection, now));
        return objection;
    }

    /// A root that a move left behind, or that is due to be replaced, is not handed out again.
    private boolean isSpent(KeptIssuers kept) {
        var root = ports.embedded().get().signer();
        return kept.spent().filter(RootState.fingerprint(root)::equals).isPresent()
                || !ports.clock().instant().isBefore(RootPolicy.STANDARD.startsAt(root));
    }
}
