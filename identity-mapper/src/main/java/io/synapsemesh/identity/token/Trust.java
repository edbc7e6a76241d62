package io.synapsemesh.identity.token;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// All issuers in force, by the name that tokens carry. Replaced, never changed.
final class Trust {
    static final Trust NOBODY = new Trust(List.of());

    private static final String SPIFFE = "spiffe://";

    private final List<Provider> providers;
    private final Map<String, List<TrustedIssuer>> byName = new HashMap<>();
    private final Optional<TrustedIssuer> entra;

    Trust(List<Provider> providers) {
        this.providers =
                providers.stream().sorted(Comparator.comparing(Provider::name)).toList();
        for (Provider provider : this.providers) {
            for (Provider.Issuer issuer : provider.issuers()) {
                byName.computeIfAbsent(issuer.url(), unused -> new ArrayList<>(1))
                        .add(TrustedIssuer.of(provider, issuer));
            }
        }
        this.entra = byName.values().stream()
                .flatMap(List::stream)
                .filter(issuer -> issuer.type() == ProviderType.ENTRA_ID)
                .min(Comparator.comparing(issuer -> issuer.provider().name()));
    }

    boolean isOf(List<Provider> others) {
        return providers.equals(
                others.stream().sorted(Comparator.comparing(Provider::name)).toList());
    }

    /// Who may have issued the token, by the names of their documents: more than one only where two documents trust
    /// the same issuer for different audiences. A JWT-SVID needs no `iss`: the trust domain of its subject does.
    ///
    /// @throws Refusal if nobody
    List<TrustedIssuer> issuers(ClaimSet claims) {
        Optional<String> named = claims.name("iss");
        var issuers = new ArrayList<TrustedIssuer>();
        named.map(byName::get)
                .ifPresent(found -> found.stream()
                        .filter(issuer -> issuer.type() != ProviderType.SPIFFE)
                        .forEach(issuers::add));
        claims.text("sub")
                .filter(subject -> subject.startsWith(SPIFFE))
                .map(Trust::trustDomain)
                .map(byName::get)
                .ifPresent(issuers::addAll);
        if (issuers.isEmpty()) {
            throw unknown(named);
        }
        issuers.sort(Comparator.comparing(issuer -> issuer.provider().name()));
        return issuers;
    }

    /// What to ask for instead, where the token was for Microsoft's own services.
    Optional<TrustedIssuer> entra() {
        return entra;
    }

    private Refusal unknown(Optional<String> named) {
        if (named.isEmpty()) {
            return new Refusal(
                    Reason.WRONG_ISSUER,
                    "the token names no issuer (iss)",
                    "Send an access token of a provider that the mesh believes.");
        }
        String issuer = named.get();
        if (EntraIssuer.of(issuer).filter(this::isOtherTenant).isPresent()) {
            return new Refusal(
                    Reason.WRONG_TENANT,
                    "the token is of a tenant that the mesh does not believe: " + Refusal.shown(issuer),
                    "Sign in to the right tenant, or list the tenant in the IdentityProvider.");
        }
        return new Refusal(
                Reason.WRONG_ISSUER,
                "no IdentityProvider believes the issuer " + Refusal.shown(issuer),
                EntraIssuer.of(issuer).filter(EntraIssuer::isV1).isPresent()
                        ? "Set acceptV1Issuer in the IdentityProvider, or accessTokenAcceptedVersion 2 in the mesh's"
                                + " app registration."
                        : "Write an IdentityProvider whose issuer is exactly this text.");
    }

    private boolean isOtherTenant(EntraIssuer asked) {
        var tenants = new TreeSet<String>();
        byName.values()
                .forEach(issuers -> issuers.stream()
                        .filter(issuer -> issuer.type() == ProviderType.ENTRA_ID)
                        .forEach(issuer -> issuer.issuer().tenant().ifPresent(tenants::add)));
        return !tenants.isEmpty() && !tenants.contains(asked.tenant());
    }

    private static String trustDomain(String spiffeId) {
        int slash = spiffeId.indexOf('/', SPIFFE.length());
        return slash < 0 ? spiffeId : spiffeId.substring(0, slash);
    }
}
