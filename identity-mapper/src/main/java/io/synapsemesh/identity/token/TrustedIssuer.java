package io.synapsemesh.identity.token;

import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.identity.jwks.JwksQueries;
import io.synapsemesh.identity.jwks.JwksQuery;
import java.util.Optional;
import java.util.Set;

/// One issuer of one provider, with everything that judging its tokens needs, looked up beforehand.
///
/// @param trustDomain for a SPIFFE provider, whose tokens are known by their subject
/// @param keys empty where nothing says where they are
record TrustedIssuer(
        Provider provider,
        Provider.Issuer issuer,
        Set<String> audiences,
        Optional<TrustDomain> trustDomain,
        Optional<JwksQuery> keys) {
    private static final String SPIFFE = "spiffe://";

    static TrustedIssuer of(Provider provider, Provider.Issuer issuer) {
        Optional<TrustDomain> trustDomain = provider.type() == ProviderType.SPIFFE
                ? Optional.of(TrustDomain.parse(issuer.url().substring(SPIFFE.length())))
                : Optional.empty();
        return new TrustedIssuer(
                provider, issuer, Set.copyOf(provider.audiences()), trustDomain, JwksQueries.of(provider, issuer));
    }

    ProviderType type() {
        return provider.type();
    }

    /// The scope that gets a token for the mesh, as Entra spells it.
    String scope() {
        return provider.audiences().getFirst() + "/.default";
    }
}
