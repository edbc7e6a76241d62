package io.synapsemesh.identity.exchange;

/// Told of each token that was asked for outside; not of those that were held.
@FunctionalInterface
public interface ExchangeListener {
    ExchangeListener NONE = (_, _) -> {};

    /// @param kind `onBehalfOf`, `managedIdentity` or `servicePrincipal`
    /// @param outcome `token`, `challenge`, `refused` or `unavailable`
    void fetched(String kind, String outcome);
}
