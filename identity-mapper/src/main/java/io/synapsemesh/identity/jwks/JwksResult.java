package io.synapsemesh.identity.jwks;

import java.time.Instant;

/// What there is for a query. Where there is text it holds public signature keys only, in a fixed order, so equal keys
/// are equal bytes.
public sealed interface JwksResult {
    /// @param json `{"keys":[…]}`, for Envoy's `local_jwks`
    record Fresh(String json, Instant fetchedAt) implements JwksResult {}

    /// The last good keys, because newer ones cannot be had (SYN0901).
    ///
    /// @param since when they were fetched
    record Stale(String json, Instant since, String why) implements JwksResult {}

    /// No key: whatever needs one is denied. There is no placeholder key (CVE-2026-31837 was one).
    record Missing(String why) implements JwksResult {}
}
