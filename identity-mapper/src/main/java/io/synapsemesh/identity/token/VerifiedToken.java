package io.synapsemesh.identity.token;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Everything a decision may use of a token, after its signature, issuer, audience and times were verified.
///
/// @param provider the IdentityProvider document that verified it
/// @param issuer the token's `iss`
/// @param tenant Entra's `tid`; empty where the provider has no tenants
/// @param groups what the token itself says; [Groups.Unknown] for an overage, and where the claim is absent and the
///     provider does not say that this means none
/// @param overage the token says that its groups did not fit into it
/// @param claims the claims that are plain strings; one of another shape is in `oddClaims`
/// @param actor who acts for the principal
/// @param expiresAt when it ends, without the tolerance for clocks
/// @param session `jti` or Entra's `uti`, for the log; empty if the token has none
public record VerifiedToken(
        Principal principal,
        String provider,
        String issuer,
        String tenant,
        Groups groups,
        boolean overage,
        SortedMap<String, String> claims,
        SortedSet<String> oddClaims,
        Optional<Principal> actor,
        Instant expiresAt,
        String session) {
    public VerifiedToken {
        claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
        oddClaims = Collections.unmodifiableSortedSet(new TreeSet<>(oddClaims));
    }

    /// The caller a decision is made for.
    ///
    /// @param known what is known of the groups by now, from the token or from a directory
    public Caller.Bearer caller(Groups known) {
        return new Caller.Bearer(principal, provider, known, claims, oddClaims, actor);
    }
}
