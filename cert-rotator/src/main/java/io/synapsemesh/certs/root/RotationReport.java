package io.synapsemesh.certs.root;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What can be said of a rotation at its end. The names of the components are the JSON keys, in this order: a contract.
///
/// @param outcome `Retired`, `Revoked` or `RolledBack`
/// @param identitiesMoved leaves in force under the root that stays
/// @param laggards members that acknowledged after the deadline, or never
/// @param oldestSurvivor an identity still in force under the root that went; only a forced revocation leaves one
/// @param propagation from the start to each member's own acknowledgement, as seen by looks a second apart
public record RotationReport(
        String apiVersion,
        String kind,
        String id,
        String authority,
        String outcome,
        String reason,
        String startedBy,
        RootRow from,
        RootRow to,
        Phases phases,
        int identitiesMoved,
        List<String> laggards,
        List<Word> skipped,
        List<Word> acknowledged,
        @Nullable Word tainted,
        @Nullable Word revoked,
        @Nullable Word forced,
        @Nullable Survivor oldestSurvivor,
        Propagation propagation) {
    /// @param sha256 of the certificate
    public record RootRow(String sha256, String serial, Instant notBefore, Instant notAfter) {
        public static RootRow of(X509Certificate root) {
            return new RootRow(
                    RootState.fingerprint(root),
                    root.getSerialNumber().toString(16),
                    root.getNotBefore().toInstant(),
                    root.getNotAfter().toInstant());
        }
    }

    public record Phases(
            Instant preparedAt,
            @Nullable Instant alarmedAt,
            @Nullable Instant activatedAt,
            @Nullable Instant reissuedAt,
            Instant endedAt) {}

    /// @param name the member; the operator's order where there is no member
    public record Word(String name, String by, Instant at) {}

    public record Survivor(String identity, Instant notAfter) {}

    /// Milliseconds; nearest rank.
    public record Propagation(
            int members,
            @Nullable Long p50Millis,
            @Nullable Long p99Millis,
            @Nullable Long maxMillis) {}

    /// Of the rotation under way in `facts`, as if it ended now.
    static RotationReport of(RootFacts facts) {
        var state = facts.state();
        var rotation = state.rotation().orElseThrow(() -> new IllegalStateException("no rotation is under way"));
        boolean back = rotation.phase() == Phase.ROLLING_BACK;
        var stays = state.current();
        var goes = state.leaving().orElse(stays);
        var orders = rotation.orders();
        return new RotationReport(
                "synapsemesh.io/v1alpha1",
                "RotationReport",
                rotation.id(),
                state.authority().text(),
                back ? "RolledBack" : orders.revoke().isPresent() ? "Revoked" : "Retired",
                rotation.reason(),
                rotation.times().started().by(),
                RootRow.of(back ? stays : goes),
                RootRow.of(back ? goes : stays),
                new Phases(
                        rotation.times().started().at(),
                        rotation.times().alarmed().orElse(null),
                        rotation.times().activated().orElse(null),
                        rotation.times().reissued().orElse(null),
                        facts.now()),
                facts.under(stays).size(),
                laggards(facts, rotation),
                words(rotation.answers().skips()),
                words(rotation.answers().acks()),
                orders.taint().map(by -> new Word("taint", by.by(), by.at())).orElse(null),
                orders.revoke().map(by -> new Word("revoke", by.by(), by.at())).orElse(null),
                orders.force().map(by -> new Word("force", by.by(), by.at())).orElse(null),
                facts.under(goes).stream()
                        .min(Comparator.comparing(LiveLeaf::notAfter))
                        .map(leaf -> new Survivor(leaf.identity(), leaf.notAfter()))
                        .orElse(null),
                propagation(rotation));
    }

    private static List<String> laggards(RootFacts facts, Rotation rotation) {
        Instant deadline = rotation.times().started().at().plus(facts.policy().deadline());
        var late = rotation.answers().seen().entrySet().stream()
                .filter(seen -> seen.getValue().isAfter(deadline))
                .map(java.util.Map.Entry::getKey);
        var never = facts.gate().map(Gate::waitingNames).orElse(List.of()).stream()
                .filter(name -> !rotation.answers().seen().containsKey(name));
        return java.util.stream.Stream.concat(late, never).distinct().sorted().toList();
    }

    private static List<Word> words(SortedMap<String, Mark> marks) {
        return marks.entrySet().stream()
                .map(entry -> new Word(
                        entry.getKey(), entry.getValue().by(), entry.getValue().at()))
                .toList();
    }

    private static Propagation propagation(Rotation rotation) {
        Instant start = rotation.times().started().at();
        long[] millis = rotation.answers().seen().values().stream()
                .mapToLong(seen -> Math.max(0, Duration.between(start, seen).toMillis()))
                .sorted()
                .toArray();
        return millis.length == 0
                ? new Propagation(0, null, null, null)
                : new Propagation(millis.length, rank(millis, 0.5), rank(millis, 0.99), millis[millis.length - 1]);
    }

    private static long rank(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
