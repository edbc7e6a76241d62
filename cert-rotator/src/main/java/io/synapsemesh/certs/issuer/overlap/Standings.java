package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.issuer.overlap.IssuerStanding.Note;
import io.synapsemesh.certs.issuer.overlap.IssuerStanding.Urgency;
import io.synapsemesh.certs.root.Phase;
import java.util.Optional;

/// From what is kept and wished to words.
final class Standings {
    private static final String AGAIN = "`synapsemesh certs rotate-root`";

    private Standings() {}

    static IssuerStanding of(KeptIssuers kept, IssuerForm declared, Wish wish) {
        String inForce = kept.overlap().current().form().kind();
        return kept.to()
                .map(to -> new IssuerStanding(
                        inForce,
                        Optional.of(
                                kept.isIn(Phase.ROLLING_BACK)
                                        ? inForce
                                        : to.form().kind()),
                        Optional.of(moving(kept, to, declared, wish))))
                .orElseGet(() -> new IssuerStanding(inForce, Optional.empty(), resting(kept, declared, wish)));
    }

    private static Note moving(KeptIssuers kept, IssuerSide to, IssuerForm declared, Wish wish) {
        String from = kept.from().form().kind();
        String target = to.form().kind();
        if (wish instanceof Wish.Refused(var why)) {
            return new Note(Urgency.REFUSED, why, "Write " + from + " or " + target + " until the move is over.");
        }
        if (!kept.isIn(Phase.ROLLING_BACK)) {
            return new Note(
                    Urgency.UNDER_WAY,
                    "the mesh moves from " + from + " to " + target + "; "
                            + kept.overlap().current().form().kind() + " signs",
                    "`synapsemesh certs status` says who is waited for.");
        }
        return declined(kept, declared)
                ? new Note(Urgency.DECIDED, rolledBack(from, target), fix(from))
                : new Note(
                        Urgency.UNDER_WAY,
                        "the mesh goes back from " + target + " to " + from,
                        "`synapsemesh certs status` says who is waited for.");
    }

    private static Optional<Note> resting(KeptIssuers kept, IssuerForm declared, Wish wish) {
        String inForce = kept.overlap().current().form().kind();
        if (declared.equals(kept.overlap().current().form())) {
            return Optional.empty();
        }
        if (declined(kept, declared)) {
            return Optional.of(new Note(Urgency.DECIDED, rolledBack(inForce, declared.kind()), fix(inForce)));
        }
        return Optional.of(
                switch (wish) {
                    case Wish.Refused(var why) ->
                        new Note(
                                Urgency.REFUSED,
                                inForce + " stays in force: " + why,
                                "Correct the issuer, or write " + inForce + " again.");
                    case Wish.None ignored -> soon(inForce, declared);
                    case Wish.Usable ignored -> soon(inForce, declared);
                    case Wish.Same ignored -> soon(inForce, declared);
                    case Wish.NewRoot ignored -> soon(inForce, declared);
                });
    }

    private static Note soon(String inForce, IssuerForm declared) {
        return new Note(
                Urgency.UNDER_WAY,
                inForce + " is in force; the mesh is about to move to " + declared.kind(),
                "A rotation that is under way ends first: `synapsemesh certs status`.");
    }

    private static boolean declined(KeptIssuers kept, IssuerForm declared) {
        return kept.declined().filter(declared::equals).isPresent();
    }

    private static String rolledBack(String inForce, String declined) {
        return inForce + " is in force: the move to " + declined + ", which MeshTrust names, was rolled back";
    }

    private static String fix(String inForce) {
        return "Write " + inForce + " into MeshTrust, or order the move again with " + AGAIN + ".";
    }
}
