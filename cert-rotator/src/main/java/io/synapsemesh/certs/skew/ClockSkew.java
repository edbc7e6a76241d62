package io.synapsemesh.certs.skew;

import java.time.Duration;

/// Port: told how a proxy's clock stood against ours, each time both are known of one moment. Safe for many threads,
/// never blocks.
@FunctionalInterface
public interface ClockSkew {
    /// @param proxy `namespace/name`
    /// @param offset the proxy's clock less ours; what the message needed on its way makes it smaller than it is
    void observed(String proxy, Duration offset);
}
