package io.synapsemesh.certs.root;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Rotations for tests that look at the roots only.
public final class Rotations {
    private Rotations() {}

    public static Rotation begun(Instant now) {
        return Rotation.begin("a test", new Mark("alice", now))
                .skipping("MeshProxy/mesh/gw", new Mark("alice", now))
                .acknowledged("legacy-bus", new Mark("bob", now))
                .seeing(seen -> {
                    seen.put("MeshProxy/mesh/gw2", now.plusMillis(250));
                    return seen;
                });
    }

    /// Prepares and activates without asking anybody.
    public static void activate(KeptRoots roots, Instant now) {
        roots.prepare(begun(now));
        roots.activate(
                roots.state().rotation().orElseThrow().alarmed(now).activated(now, now.plus(Duration.ofHours(24))));
    }

    public static void taint(KeptRoots roots, Instant now) {
        roots.keep(roots.state()
                .rotation()
                .orElseThrow()
                .reissued(now)
                .tainted(new Mark("alice", now))
                .revoked(new Mark("bob", now), java.util.Optional.of(new Mark("carol", now))));
    }

    public static void rollBack(KeptRoots roots, Instant now) {
        roots.rollBack(roots.state().rotation().orElseThrow().rollingBack(new Mark("alice", now), now));
    }

    public static List<Phase> phases() {
        return List.of(Phase.values());
    }
}
