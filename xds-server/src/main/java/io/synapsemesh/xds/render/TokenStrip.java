package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.Mutations;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.synapsemesh.xds.snapshot.Deterministic;

/// Takes the mesh token and the filters' own headers off before the request leaves for Synapse. Where the mesh
/// token is in `Authorization` that header goes too, until a token is injected in its place: Synapse never sees a
/// mesh token.
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
            mutations.addRequestMutations(HeaderGuard.remove(place.header()));
        }
        return HttpFilter.newBuilder()
                .setName("synapsemesh.token-strip")
                .setTypedConfig(Deterministic.pack(
                        HeaderMutation.newBuilder().setMutations(mutations).build()))
                .build();
    }
}
