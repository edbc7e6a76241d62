package io.synapsemesh.controlplane.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of ProxyList. The names of the components are the JSON keys, in this order: a contract.
///
/// @param name `namespace/name` of the MeshProxy
/// @param since when its stream opened
/// @param version what the proxy says it runs
public record ProxyItem(
        String name,
        String role,
        @Nullable String spiffeId,
        boolean connected,
        @Nullable Instant since,
        String version,
        List<OfType> types) {
    /// @param version of the set it ACKed last
    public record OfType(
            String typeUrl,
            int resources,
            String state,
            String version,
            @Nullable Instant lastAck,
            @Nullable Reject reject) {}

    /// @param document `Kind namespace/name`, if the resource has an origin
    /// @param message the proxy's own words
    public record Reject(String resource, @Nullable String document, String message) {}
}
