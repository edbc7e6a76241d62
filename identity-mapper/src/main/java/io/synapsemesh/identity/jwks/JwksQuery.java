package io.synapsemesh.identity.jwks;

import java.net.URI;

/// The keys of one issuer of one IdentityProvider. A multi-tenant provider has one query for each tenant.
///
/// @param provider the document's name
/// @param issuer exactly as tokens carry it in `iss`. For Entra ask with the v2 issuer also when v1 tokens are
///     accepted: the keys are marked with that one
public record JwksQuery(String provider, String issuer, JwksSource source, KeyScope scope) {
    public JwksQuery {
        if (provider.isBlank() || issuer.isBlank() || issuer.length() > 2048) {
            throw new IllegalArgumentException("a query names a provider and an issuer of at most 2,048 characters");
        }
    }

    /// A stable text for the file name; the inline keys themselves are not part of it.
    String text() {
        return provider + "\n" + issuer + "\n" + scope + "\n"
                + switch (source) {
                    case JwksSource.Discovery discovery -> "discovery";
                    case JwksSource.Address(URI uri) -> uri.toString();
                    case JwksSource.Inline inline -> "inline";
                };
    }
}
