package io.synapsemesh.identity.jwks;

import java.net.URI;

/// Where the keys come from.
public sealed interface JwksSource {
    /// `<issuer>/.well-known/openid-configuration`, whose `issuer` must be the asked one (OpenID Connect Discovery
    /// 4.3).
    record Discovery() implements JwksSource {}

    /// The JWKS itself.
    record Address(URI uri) implements JwksSource {}

    /// Written in the document; never fetched.
    record Inline(String json) implements JwksSource {}
}
