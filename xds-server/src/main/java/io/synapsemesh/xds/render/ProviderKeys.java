package io.synapsemesh.xds.render;

import io.synapsemesh.core.model.Provider;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// An identity provider with the keys that verify its tokens.
///
/// @param jwks by issuer URL: a JWKS document that holds only keys of that issuer (of a JWK with an `issuer`, only
/// where it is this one). An issuer without an entry verifies nothing: its tokens are refused.
public record ProviderKeys(Provider provider, SortedMap<String, String> jwks) {
    public ProviderKeys {
        jwks = Collections.unmodifiableSortedMap(new TreeMap<>(jwks));
    }
}
