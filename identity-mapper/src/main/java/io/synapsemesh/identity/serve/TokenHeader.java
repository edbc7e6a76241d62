package io.synapsemesh.identity.serve;

import io.synapsemesh.core.model.UpstreamCredential;
import java.util.Optional;

/// Where the mesh token stands, which follows from the workspace's credential (rules.md A, "Two tokens, one place").
/// The
/// same header, byte for byte, that the proxies verify.
enum TokenHeader {
    /// The caller's own Synapse token has `Authorization`.
    MESH("x-synapsemesh-token", ""),
    AUTHORIZATION("authorization", "Bearer ");

    private final String header;
    private final String prefix;

    TokenHeader(String header, String prefix) {
        this.header = header;
        this.prefix = prefix;
    }

    static TokenHeader of(UpstreamCredential credential) {
        return credential.injects() ? AUTHORIZATION : MESH;
    }

    /// In lower case.
    String header() {
        return header;
    }

    /// @param value of that header
    /// @return empty for an `Authorization` of another scheme, which is no token of ours
    Optional<String> token(Optional<String> value) {
        return value.filter(text -> text.startsWith(prefix)).map(text -> text.substring(prefix.length()));
    }
}
