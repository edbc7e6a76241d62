package io.synapsemesh.controlplane.node;

/// Whether a presented token is somebody.
public sealed interface NodeTokenVerdict {
    record Accepted(NodeCredential credential) implements NodeTokenVerdict {}

    /// @param reason what the caller may be told and what metrics count
    /// @param detail for our log; never the token
    record Refused(Reason reason, String detail) implements NodeTokenVerdict {}

    enum Reason {
        TOO_LARGE,
        MALFORMED,
        ALGORITHM,
        UNKNOWN_KEY,
        SIGNATURE,
        CLAIMS,
        ISSUER,
        AUDIENCE,
        NOT_YET_VALID,
        EXPIRED,
        UNKNOWN_TOKEN,
        REVOKED,
        SOURCE
    }
}
