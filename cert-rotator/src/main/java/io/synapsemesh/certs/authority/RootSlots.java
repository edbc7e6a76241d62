package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootState;
import io.synapsemesh.certs.root.Rotation;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The roots of one authority and the record of their rotation: everything a step changes, so that a step is one
/// write. CURRENT signs. NEXT is in every bundle and signs nothing. PREVIOUS signed before and may sign again.
///
/// A value, checked: whatever is read or written fits its phase, and two roots that may both be shown are both in the
/// bundle.
///
/// @param cross CURRENT's name and key signed by PREVIOUS; sent along with leaves. Absent if PREVIOUS does not permit
///     another authority below it
/// @param retiring roots of the first version of the slot file: in the bundle until the next rotation ends
public record RootSlots(
        Root current,
        Optional<Root> next,
        Optional<Root> previous,
        Optional<X509Certificate> cross,
        List<X509Certificate> retiring,
        Optional<Rotation> rotation) {
    public static final int RETIRING_MAX = 8;

    public RootSlots {
        retiring = List.copyOf(retiring);
        if (retiring.size() > RETIRING_MAX) {
            throw new IllegalArgumentException("more than " + RETIRING_MAX + " roots are retiring");
        }
        var phase = rotation.map(Rotation::phase);
        boolean activated = phase.filter(Phase.ACTIVATED::equals).isPresent();
        boolean fits = previous.isPresent() == activated
                && (activated ? next.isEmpty() : phase.isEmpty() || next.isPresent())
                && (cross.isEmpty() || activated);
        if (!fits) {
            throw new IllegalArgumentException(
                    "the roots do not fit the phase " + phase.map(Phase::text).orElse(Phase.STABLE));
        }
    }

    public static RootSlots of(Root current) {
        return stable(current, Optional.empty(), List.of());
    }

    public static RootSlots of(Root current, Root next) {
        return stable(current, Optional.of(next), List.of());
    }

    static RootSlots stable(Root current, Optional<Root> next, List<X509Certificate> retiring) {
        return new RootSlots(current, next, Optional.empty(), Optional.empty(), retiring, Optional.empty());
    }

    public Anchors anchors() {
        var all = new ArrayList<X509Certificate>(retiring);
        all.add(current.certificate());
        next.ifPresent(root -> all.add(root.certificate()));
        previous.ifPresent(root -> all.add(root.certificate()));
        return Anchors.of(all);
    }

    RootState state(AuthorityName authority) {
        return new RootState(
                authority,
                current.certificate(),
                next.map(Root::certificate),
                previous.map(Root::certificate),
                rotation,
                anchors().contentHash());
    }

    RootSlots prepared(Root made, Rotation record) {
        var slots = new RootSlots(
                current, Optional.of(made), Optional.empty(), Optional.empty(), retiring, Optional.of(record));
        return slots.keeping(record.withBundle(slots.anchors().contentHash()));
    }

    RootSlots keeping(Rotation record) {
        return new RootSlots(current, next, previous, cross, retiring, Optional.of(record));
    }

    RootSlots activated(Optional<X509Certificate> crossSigned, Rotation record) {
        return new RootSlots(
                next.orElseThrow(() -> new IllegalStateException("nothing is prepared")),
                Optional.empty(),
                Optional.of(current),
                crossSigned,
                retiring,
                Optional.of(record));
    }

    RootSlots rolledBack(Rotation record) {
        return new RootSlots(
                previous.orElseThrow(() -> new IllegalStateException("nothing was activated")),
                Optional.of(current),
                Optional.empty(),
                Optional.empty(),
                retiring,
                Optional.of(record));
    }
}
