package io.synapsemesh.identity.exchange;

/// Port: fetches one token, now. Blocks, bounded in time and size; safe for many threads. Keeps nothing.
@FunctionalInterface
public interface TokenSource {
    /// @throws RuntimeException as good as [SynapseToken.Unavailable]; its message is not shown
    SynapseToken fetch(TokenRequest request);
}
