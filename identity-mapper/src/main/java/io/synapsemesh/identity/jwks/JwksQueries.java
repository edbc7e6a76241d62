package io.synapsemesh.identity.jwks;

import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import java.net.URI;
import java.util.Optional;

/// From an issuer of a provider to the query for its keys. One place, because whoever fetches keys and whoever
/// verifies with them must mean the same ones.
public final class JwksQueries {
    private static final String MICROSOFT_V2 = "/v2.0";

    private JwksQueries() {}

    /// Empty where nothing says where the keys are: a SPIFFE trust domain has no discovery, its document names a
    /// bundle by `jwks`.
    public static Optional<JwksQuery> of(Provider provider, Provider.Issuer issuer) {
        if (provider.type() == ProviderType.SPIFFE && provider.keys() instanceof Provider.KeySource.Discovery) {
            return Optional.empty();
        }
        JwksSource source = switch (provider.keys()) {
            case Provider.KeySource.Discovery() -> new JwksSource.Discovery();
            case Provider.KeySource.Uri(String uri) -> new JwksSource.Address(URI.create(uri));
            case Provider.KeySource.Inline(String json) -> new JwksSource.Inline(json);
        };
        return Optional.of(new JwksQuery(provider.name(), marked(provider, issuer), source, scope(provider)));
    }

    /// Entra marks keys with the v2 issuer also where they sign v1 tokens.
    private static String marked(Provider provider, Provider.Issuer issuer) {
        if (provider.type() != ProviderType.ENTRA_ID || issuer.url().endsWith(MICROSOFT_V2)) {
            return issuer.url();
        }
        return provider.issuers().stream()
                .filter(other ->
                        other.tenant().equals(issuer.tenant()) && other.url().endsWith(MICROSOFT_V2))
                .findFirst()
                .orElse(issuer)
                .url();
    }

    private static KeyScope scope(Provider provider) {
        long tenants = provider.issuers().stream()
                .flatMap(issuer -> issuer.tenant().stream())
                .distinct()
                .count();
        return tenants > 1 ? KeyScope.OWN : KeyScope.OWN_OR_UNMARKED;
    }
}
