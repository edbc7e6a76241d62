package io.synapsemesh.identity.jwks;

import java.util.Optional;

/// Told when the keys of a query or their state (fresh, stale, missing) changed. One call at a time for each query;
/// must not block.
@FunctionalInterface
public interface JwksListener {
    void changed(JwksQuery query, JwksResult result);

    /// A fetch ended: with a key set, also one that is no other than before, or with the reason why not. Keys that
    /// stand in the document are not fetched.
    default void fetched(JwksQuery query, Optional<String> failure) {}
}
