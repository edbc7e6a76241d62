package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.synapsemesh.core.model.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The token shapes of all providers, by name.
final class Tokens {
    private final SortedMap<String, TokenShape> shapes = new TreeMap<>();
    private final TokenPlace place;

    Tokens(List<Provider> providers, TokenPlace place) {
        providers.forEach(provider -> shapes.put(provider.name(), new TokenShape(provider)));
        this.place = place;
    }

    /// Empty for a provider without a document: none of its tokens is ever verified.
    Optional<TokenShape> of(String provider) {
        return Optional.ofNullable(shapes.get(provider));
    }

    List<TokenShape> all() {
        return List.copyOf(shapes.values());
    }

    /// Nobody but the carrier asks: no token was verified, and none was sent that nobody verified.
    Principal none() {
        var token = HeaderMatcher.newBuilder().setName(place.header()).setPresentMatch(true);
        var any = new ArrayList<>(List.of(Principals.header(token.build())));
        shapes.values().forEach(shape -> any.add(shape.present()));
        return Principals.not(Principals.or(any));
    }
}
