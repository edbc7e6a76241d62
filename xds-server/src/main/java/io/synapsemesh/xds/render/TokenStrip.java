package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.Mutations;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.synapsemesh.xds.snapshot.Deterministic;

/// Takes the mesh token and the filters' own headers off before the request leaves for Synapse. Where the mesh token
/// is in `Authorization` that header goes too, and only then the token that the identity-mapper brought takes its
/// place: Synapse never sees a mesh token.
final class TokenStrip {
    private TokenStrip() {}

    static HttpFilter render(TokenPlace place) {
        var mutations = Mutations.newBuilder()
                .addRequestMutations(HeaderGuard.remove(TokenPlace.MESH_HEADER.header()))
                .addRequestMutations(HeaderGuard.remove(TokenFilter.PRINCIPAL_HEADER))
                .addRequestMutations(HeaderGuard.remove(TokenFilter.ISSUER_HEADER))
                // Addresses inside the mesh are none of Synapse's business.
                .addRequestMutations(HeaderGuard.remove("x-envoy-external-address"))
                .addRequestMutations(HeaderGuard.remove("x-envoy-internal"))
                .addRequestMutations(HeaderGuard.remove("x-forwarded-for"));
        if (place == TokenPlace.AUTHORIZATION) {
            mutations
                    .addRequestMutations(HeaderGuard.remove(place.header()))
                    .addRequestMutations(copy(AuthorizerWords.UPSTREAM_AUTHORIZATION, place.header()));
        }
        mutations.addRequestMutations(HeaderGuard.remove(AuthorizerWords.UPSTREAM_AUTHORIZATION));
        return HttpFilter.newBuilder()
                .setName("synapsemesh.token-strip")
                .setTypedConfig(Deterministic.pack(
                        io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation.newBuilder()
                                .setMutations(mutations)
                                .build()))
                .build();
    }

    /// Adds nothing where there is no such header.
    private static HeaderMutation copy(String from, String to) {
        return HeaderMutation.newBuilder()
                .setAppend(HeaderValueOption.newBuilder()
                        .setHeader(HeaderValue.newBuilder().setKey(to).setValue("%REQ(" + from + ")%"))
                        .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD))
                .build();
    }
}
