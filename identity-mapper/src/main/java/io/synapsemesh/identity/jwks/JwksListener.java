package io.synapsemesh.identity.jwks;

/// Told when the keys of a query or their state (fresh, stale, missing) changed. One call at a time for each query;
/// must not block.
@FunctionalInterface
public interface JwksListener {
    void changed(JwksQuery query, JwksResult result);
}
