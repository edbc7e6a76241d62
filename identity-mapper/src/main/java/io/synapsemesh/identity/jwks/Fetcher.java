package io.synapsemesh.identity.jwks;

import java.net.URI;

/// One guarded GET. Blocks; bounded in time and size by the implementation.
@FunctionalInterface
public interface Fetcher {
    /// @throws FetchFailed if there is no body with status 200
    byte[] get(URI uri);
}
