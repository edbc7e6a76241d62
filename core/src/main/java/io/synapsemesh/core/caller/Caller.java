package io.synapsemesh.core.caller;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who a request is decided for (rules.md A, "Meaning").
public sealed interface Caller {
    /// There is no mesh token: the caller is the carrier itself.
    record Carrier() implements Caller {}

    /// The bearer of a verified mesh token.
    ///
    /// @param principal the user, application or job the token names
    /// @param provider the IdentityProvider document that verified it
    /// @param claims the claims that are plain strings; a claim of another shape is in `oddClaims`
    /// @param oddClaims names of claims that are present but are not plain strings
    /// @param actor who acts for the principal, if the token says so
    record Bearer(
            Principal principal,
            String provider,
            Groups groups,
            SortedMap<String, String> claims,
            java.util.SortedSet<String> oddClaims,
            Optional<Principal> actor)
            implements Caller {
        public Bearer {
            claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
            oddClaims = Collections.unmodifiableSortedSet(new java.util.TreeSet<>(oddClaims));
        }
    }
}
