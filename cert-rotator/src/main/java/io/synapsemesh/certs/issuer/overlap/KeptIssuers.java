package io.synapsemesh.certs.issuer.overlap;

import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.Rotation;
import java.util.Optional;

/// Everything a step of a move changes, so that a step is one write.
///
/// @param rotation of a move; absent while there is one issuer
/// @param declined an issuer that an operator came back from: it is not moved to again until somebody says so
/// @param spent the embedded root that a move left behind, by fingerprint: it does not come back
record KeptIssuers(
        IssuerOverlap overlap, Optional<Rotation> rotation, Optional<IssuerForm> declined, Optional<String> spent) {
    KeptIssuers {
        var phase = rotation.map(Rotation::phase);
        boolean activated = phase.filter(Phase.ACTIVATED::equals).isPresent();
        boolean fits = overlap.previous().isPresent() == activated
                && (activated || overlap.next().isPresent() == phase.isPresent());
        if (!fits) {
            throw new IllegalArgumentException(
                    "the issuers do not fit the phase " + phase.map(Phase::text).orElse(Phase.STABLE));
        }
    }

    static KeptIssuers stable(IssuerSide current) {
        return new KeptIssuers(IssuerOverlap.stable(current), Optional.empty(), Optional.empty(), Optional.empty());
    }

    KeptIssuers with(IssuerOverlap changed, Optional<Rotation> record) {
        return new KeptIssuers(changed, record, declined, spent);
    }

    KeptIssuers declining(Optional<IssuerForm> form) {
        return new KeptIssuers(overlap, rotation, form, spent);
    }

    KeptIssuers spending(Optional<String> root) {
        return new KeptIssuers(overlap, rotation, declined, root.or(() -> spent));
    }

    boolean isMoving() {
        return rotation.isPresent();
    }

    boolean isIn(Phase phase) {
        return rotation.filter(record -> record.phase() == phase).isPresent();
    }

    /// Where the move began.
    IssuerSide from() {
        return overlap.previous().orElse(overlap.current());
    }

    /// Where it goes, whether it is on its way there or back.
    Optional<IssuerSide> to() {
        return overlap.previous().map(before -> overlap.current()).or(overlap::next);
    }

    /// A move that is not on its way back.
    boolean isOnItsWay() {
        return isMoving() && !isIn(Phase.ROLLING_BACK);
    }
}
