package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.synapsemesh.core.model.UpstreamCredential;

/// Where the mesh token is, which follows from the upstream credential (rules.md A, "Two tokens, one place").
public enum TokenPlace {
    /// The caller's own Synapse token has `Authorization`, so the mesh token has a header of its own.
    MESH_HEADER("mesh-header", "x-synapsemesh-token", ""),
    AUTHORIZATION("authorization", "authorization", "Bearer ");

    private final String slug;
    private final String header;
    private final String prefix;

    TokenPlace(String slug, String header, String prefix) {
        this.slug = slug;
        this.header = header;
        this.prefix = prefix;
    }

    static TokenPlace of(UpstreamCredential credential) {
        return credential.injects() ? AUTHORIZATION : MESH_HEADER;
    }

    String slug() {
        return slug;
    }

    /// In lower case.
    String header() {
        return header;
    }

    /// Matches a request that brings a token, or what should be one.
    HeaderMatcher present() {
        var header = HeaderMatcher.newBuilder().setName(this.header);
        return prefix.isEmpty()
                ? header.setPresentMatch(true).build()
                : header.setStringMatch(Strings.prefix(prefix)).build();
    }

    /// What stands before the token in the header.
    String prefix() {
        return prefix;
    }
}
