package io.synapsemesh.controlplane.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of RootList: an authority, its roots and the rotation under way. The names of the components are the JSON
/// keys, in this order: a contract.
///
/// @param phase `Stable`, `Prepared`, `Activated` or `RollingBack`
/// @param next in the bundle, signs nothing yet or no more
/// @param previous signed before `current`; may sign again until it is retired
/// @param bundle content hash of the bundle handed out now: what members acknowledge
/// @param rotatesAt when a rotation starts by itself; null if it does not
/// @param issuer who signs, where that may be somebody else than the embedded authority
public record RootItem(
        String authority,
        String phase,
        Root current,
        @Nullable Root next,
        @Nullable Root previous,
        String bundle,
        @Nullable Instant rotatesAt,
        @Nullable Rotation rotation,
        @Nullable Issuer issuer) {
    /// @param inForce kind of the issuer that signs now
    /// @param movesTo kind of the one a move under way ends at
    /// @param note why the one the MeshTrust names is not in force; null if it is
    /// @param fix what to do about it
    public record Issuer(
            String inForce,
            @Nullable String movesTo,
            @Nullable String note,
            @Nullable String fix) {}

    /// @param sha256 of the certificate
    public record Root(String sha256, String serial, Instant notBefore, Instant notAfter) {}

    /// @param deadline after which what is waited for is an alarm (SYN0803)
    /// @param check the check of the plan that decides now
    /// @param waitsFor why nothing is done now; null if something is about to be
    /// @param waiting the names behind it
    public record Rotation(
            String id,
            String reason,
            String startedBy,
            Instant startedAt,
            Instant deadline,
            @Nullable Instant alarmedAt,
            @Nullable Instant activatedAt,
            @Nullable Instant reissuedAt,
            @Nullable Word tainted,
            @Nullable Word revoked,
            String check,
            @Nullable String waitsFor,
            List<String> waiting,
            @Nullable Gate gate,
            List<Word> skipped) {}

    /// Null where it is not known who may be verifying.
    ///
    /// @param laggards connected, and have not taken the bundle
    /// @param away not connected, and may be verifying with what they had
    /// @param peers of them those that are other trust domains, and what to do about each
    public record Gate(int members, int acknowledged, List<String> laggards, List<String> away, List<PeerNote> peers) {}

    /// @param name the member; the order where there is no member
    public record Word(String name, String by, Instant at) {}
}
