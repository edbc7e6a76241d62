package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import java.util.ArrayList;
import java.util.List;

/// What Envoy can tell of a token of one provider, from the payload that `jwt_authn` leaves in the request's
/// metadata.
///
/// A *closed* token is one about which nothing is open: Envoy may decide it alone. Every shape is recognised
/// positively; what is not recognised is not closed (rules.md A, "Where it is decided").
final class TokenShape {
    private static final String JWT = "envoy.filters.http.jwt_authn";

    private final Provider provider;

    TokenShape(Provider provider) {
        this.provider = provider;
    }

    Provider provider() {
        return provider;
    }

    /// There is a verified token of this provider. `jwt_authn` lets none pass without an issuer.
    Principal present() {
        return claim(Strings.NOT_EMPTY, "iss");
    }

    Principal closed() {
        return Principals.and(
                issued(),
                groupsComplete(),
                Principals.not(absentGroupsMarker()),
                Principals.not(claim(Strings.PRESENT, "act")),
                notAgent("azp"),
                notAgent("appid"),
                kindKnown(),
                claim(Strings.NOT_EMPTY, provider.subjectClaim()));
    }

    Principal inGroup(String id) {
        return claim(Strings.oneOf(Strings.value(Strings.exact(id))), provider.groupsClaim());
    }

    /// The caller is in the group, or the token does not tell all groups.
    Principal maybeInGroup(String id) {
        Principal unclear = Principals.not(groupsListed());
        if (provider.groupsAbsent() == Provider.GroupsAbsent.NONE) {
            unclear = Principals.and(claim(Strings.PRESENT, provider.groupsClaim()), unclear);
        }
        return Principals.or(inGroup(id), absentGroupsMarker(), unclear);
    }

    Principal equal(String claim, String value) {
        return claim(Strings.value(Strings.exact(value)), claim);
    }

    Principal string(String claim) {
        return claim(Strings.ANY_STRING, claim);
    }

    /// Present, but not a plain string: whatever it says, one cannot tell.
    Principal odd(String claim) {
        return Principals.and(claim(Strings.PRESENT, claim), Principals.not(claim(Strings.ANY_STRING, claim)));
    }

    Principal maybeEqual(String claim, String value) {
        return Principals.or(equal(claim, value), odd(claim));
    }

    /// Someone acts for the principal, so a Deny on any actor may be meant.
    Principal acts() {
        var acts = new ArrayList<Principal>(List.of(claim(Strings.PRESENT, "act")));
        provider.agents().forEach(agent -> {
            acts.add(agent("azp", agent));
            acts.add(agent("appid", agent));
        });
        return Principals.or(acts);
    }

    /// Of an Entra token: whether it is an application's, which says so, or a user's, which names the scopes that were
    /// consented to. `idtyp` is an optional claim; a token with neither might be either, so it is not closed.
    private Principal kindKnown() {
        return provider.type() == ProviderType.ENTRA_ID
                ? Principals.or(equal("idtyp", "app"), claim(Strings.NOT_EMPTY, "scp"))
                : Principals.ANY;
    }

    private Principal issued() {
        var issuers = new ArrayList<Principal>();
        for (Provider.Issuer issuer : provider.issuers()) {
            Principal named = equal("iss", issuer.url());
            issuers.add(issuer.tenant()
                    .map(tenant -> Principals.and(named, equal("tid", tenant)))
                    .orElse(named));
        }
        return Principals.or(issuers);
    }

    private Principal groupsComplete() {
        return switch (provider.groupsAbsent()) {
            case UNKNOWN -> groupsListed();
            case NONE -> Principals.or(groupsListed(), Principals.not(claim(Strings.PRESENT, provider.groupsClaim())));
        };
    }

    private Principal groupsListed() {
        return claim(Strings.oneOf(Strings.NOT_EMPTY), provider.groupsClaim());
    }

    /// Entra's two ways to say "too many groups to list".
    private Principal absentGroupsMarker() {
        return Principals.or(claim(Strings.PRESENT, "_claim_names", "groups"), claim(Strings.PRESENT, "hasgroups"));
    }

    private Principal notAgent(String claim) {
        if (provider.agents().isEmpty()) {
            return Principals.ANY;
        }
        var agents = new ArrayList<Principal>();
        provider.agents().forEach(agent -> agents.add(agent(claim, agent)));
        return Principals.not(Principals.or(odd(claim), Principals.or(agents)));
    }

    /// The client is this agent and has proven so: `azpacr` (`appidacr` in v1) is 0 for a public client, whose id
    /// anybody
    /// can use (Microsoft identity platform, "Access token claims reference").
    private Principal agent(String claim, String agent) {
        return Principals.and(equal(claim, agent), Principals.not(equal(claim + "acr", "0")));
    }

    private Principal claim(ValueMatcher value, String... path) {
        var full = new ArrayList<String>(List.of(provider.name()));
        full.addAll(List.of(path));
        return Principals.request(JWT, full, value);
    }
}
