package io.synapsemesh.core.policy;

import io.synapsemesh.core.net.Cidr;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// When a rule applies. Both parts must hold; an empty part holds always.
///
/// @param sourceCidrs the peer address that the enforcement point itself sees is in one of these
/// @param claims the token has each of these claims with exactly this value
public record Condition(List<Cidr> sourceCidrs, SortedMap<String, String> claims) {
    public static final Condition ALWAYS = new Condition(List.of(), new TreeMap<>());

    public Condition {
        sourceCidrs = List.copyOf(sourceCidrs);
        claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
    }

    public boolean isAlways() {
        return sourceCidrs.isEmpty() && claims.isEmpty();
    }
}
