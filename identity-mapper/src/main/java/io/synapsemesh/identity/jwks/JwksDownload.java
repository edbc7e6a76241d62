package io.synapsemesh.identity.jwks;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/// From a query to the keys it may use, over the network.
record JwksDownload(Fetcher fetcher) {
    /// @throws FetchFailed if there are none
    PublicKeys get(JwksQuery query) {
        var all = JwksDocument.parse(
                switch (query.source()) {
                    case JwksSource.Inline(String json) -> json.getBytes(StandardCharsets.UTF_8);
                    case JwksSource.Address(URI uri) -> fetcher.get(uri);
                    case JwksSource.Discovery discovery -> fetcher.get(discovered(query));
                });
        var own = all.within(query);
        if (own.isEmpty()) {
            throw new FetchFailed("the JWKS has no key whose issuer is " + query.issuer());
        }
        return own;
    }

    /// OpenID Connect Discovery 1.0, section 4: the document must name the very issuer that was asked.
    private URI discovered(JwksQuery query) {
        String issuer = query.issuer();
        String root = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        var document = StrictJson.object(fetcher.get(uri(root + "/.well-known/openid-configuration")));
        if (!(document.get("issuer") instanceof String named) || !PublicKeys.isIssuer(named, issuer)) {
            throw new FetchFailed("the discovery document is of another issuer than " + issuer);
        }
        if (!(document.get("jwks_uri") instanceof String address)) {
            throw new FetchFailed("the discovery document has no jwks_uri");
        }
        return uri(address);
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new FetchFailed("not a URL", e);
        }
    }
}
