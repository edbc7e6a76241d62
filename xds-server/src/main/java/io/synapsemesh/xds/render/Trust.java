package io.synapsemesh.xds.render;

import io.synapsemesh.core.identity.TrustDomain;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Whose certificates downstream contexts accept.
///
/// @param own the mesh's trust domain
/// @param others federated ones
public record Trust(TrustDomain own, SortedSet<TrustDomain> others) {
    public Trust {
        others = Collections.unmodifiableSortedSet(new TreeSet<>(others));
        if (others.contains(own)) {
            throw new IllegalArgumentException("a trust domain does not federate with itself: " + own);
        }
    }

    public static Trust of(TrustDomain own) {
        return new Trust(own, new TreeSet<>());
    }

    SortedSet<TrustDomain> all() {
        var all = new TreeSet<>(others);
        all.add(own);
        return all;
    }
}
