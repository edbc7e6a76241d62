package io.synapsemesh.controlplane.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of PeerList: a trust domain we federate with. The names of the components are the JSON keys, in this order:
/// a contract.
///
/// @param state `Fresh` (fetched, and the last poll was good), `Kept` (of an earlier life, a document or an operator;
///     not asked yet), `Failing` (in force, and the last poll was none), `Pending` (nothing known yet), `Missing`
///     (nothing known, and the last poll failed), `Withdrawn` (the domain says that nobody is to be trusted), `Expired`
///     (no authority of it is valid any more)
/// @param source who brought the bundle: `endpoint`, `document`, `import`, `kept` or `none`
/// @param sequence unsigned; a text, because readers of JSON round numbers of 64 bits
/// @param hash of the authorities
/// @param fetchedAt the last good answer since the start of this control plane; `ageSeconds` ago
/// @param nextRefresh when its endpoint is asked again
/// @param asked when it last proved itself at our endpoint, and which of our bundles it named
public record PeerItem(
        String trustDomain,
        String state,
        String profile,
        String url,
        @Nullable String spiffeId,
        String source,
        @Nullable String sequence,
        @Nullable String hash,
        @Nullable Long refreshHintSeconds,
        @Nullable Instant fetchedAt,
        @Nullable Long ageSeconds,
        Instant nextRefresh,
        List<Authority> authorities,
        @Nullable String lastError,
        @Nullable Asked asked) {
    /// @param sha256 of the certificate
    public record Authority(String sha256, String subject, Instant notBefore, Instant notAfter) {}

    /// @param by the identity that it proved
    /// @param holds content hash of our bundle
    public record Asked(String by, Instant at, @Nullable String holds, Instant nextPollBy) {}
}
