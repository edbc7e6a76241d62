package io.synapsemesh.certs.authority;

import io.synapsemesh.certs.Anchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The roots of one authority. CURRENT signs. NEXT is prepared: in every bundle, signing nothing. Retiring ones sign
/// no more and stay in the bundle until nobody may be verifying with them.
///
/// Rotation is a function from slots to slots (prepare, activate, retire); the gate that allows it comes from outside.
public record RootSlots(Root current, Optional<Root> next, List<X509Certificate> retiring) {
    public static final int RETIRING_MAX = 8;

    public RootSlots {
        retiring = List.copyOf(retiring);
        if (retiring.size() > RETIRING_MAX) {
            throw new IllegalArgumentException("more than " + RETIRING_MAX + " roots are retiring");
        }
    }

    public static RootSlots of(Root current) {
        return new RootSlots(current, Optional.empty(), List.of());
    }

    public static RootSlots of(Root current, Root next) {
        return new RootSlots(current, Optional.of(next), List.of());
    }

    public Anchors anchors() {
        var all = new ArrayList<X509Certificate>(retiring);
        all.add(current.certificate());
        next.ifPresent(root -> all.add(root.certificate()));
        return Anchors.of(all);
    }
}
