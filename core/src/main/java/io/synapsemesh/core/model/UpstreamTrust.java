package io.synapsemesh.core.model;

/// What the certificate of the Synapse endpoint is verified with.
public sealed interface UpstreamTrust {
    /// The certificate authorities of the gateway's operating system.
    record System() implements UpstreamTrust {}

    /// @param certificates PEM, one or more certificates
    record Pem(String certificates) implements UpstreamTrust {}
}
