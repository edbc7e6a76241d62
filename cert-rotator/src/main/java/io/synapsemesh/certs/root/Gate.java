package io.synapsemesh.certs.root;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Everybody who may still be verifying, and how each stands to one rotation (rules B). Open when nobody is waited for;
/// time alone opens nothing.
public record Gate(List<Place> places) {
    public record Place(GateMember member, Standing standing) {}

    /// How one member stands.
    public enum Standing {
        /// Has the prepared bundle, by its own word or, for an outside verifier, by an operator's.
        ACKNOWLEDGED,
        /// Its last leaf ended: it takes part no more.
        LEFT,
        /// An operator decided not to wait for it.
        SKIPPED,
        /// Could acknowledge now, and did not.
        LAGGARD,
        /// Cannot be asked now.
        AWAY;

        public boolean isWaitedFor() {
            return this == LAGGARD || this == AWAY;
        }
    }

    public Gate {
        places = places.stream()
                .sorted(Comparator.comparing(place -> place.member().name()))
                .toList();
    }

    static Gate of(List<GateMember> members, Rotation rotation, Instant now) {
        return new Gate(members.stream()
                .map(member -> new Place(member, standing(member, rotation, now)))
                .toList());
    }

    public boolean isOpen() {
        return waiting().isEmpty();
    }

    public List<Place> waiting() {
        return places.stream().filter(place -> place.standing().isWaitedFor()).toList();
    }

    public List<String> waitingNames() {
        return waiting().stream().map(place -> place.member().name()).toList();
    }

    private static Standing standing(GateMember member, Rotation rotation, Instant now) {
        if (hasAcknowledged(member, rotation)) {
            return Standing.ACKNOWLEDGED;
        }
        if (!now.isBefore(member.leavesAt())) {
            return Standing.LEFT;
        }
        if (rotation.answers().skips().containsKey(member.name())) {
            return Standing.SKIPPED;
        }
        return member.connected() ? Standing.LAGGARD : Standing.AWAY;
    }

    /// An operator's word counts only for those who cannot speak for themselves.
    private static boolean hasAcknowledged(GateMember member, Rotation rotation) {
        boolean itself = member.acked().filter(rotation.bundleHash()::equals).isPresent();
        return itself
                || member.kind() == GateMember.Kind.EXTERNAL
                        && rotation.answers().acks().containsKey(member.name());
    }
}
