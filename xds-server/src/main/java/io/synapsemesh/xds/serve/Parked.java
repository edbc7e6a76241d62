package io.synapsemesh.xds.serve;

import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Version;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/// A resource this stream refused, and every stand-in it refused after that: none of them is sent to it again
/// until the view has other content under the name.
///
/// @param resource what was refused last
/// @param versions at most the view's content, its fallback and the last-ACKed one
record Parked(Resource resource, Set<Version> versions, String message, Instant time) {
    Parked {
        versions = Set.copyOf(versions);
    }

    static Parked first(Resource resource, String message, Instant time) {
        return new Parked(resource, Set.of(resource.version()), message, time);
    }

    Parked and(Resource another, String message, Instant time) {
        var all = new HashSet<>(versions);
        all.add(another.version());
        return new Parked(another, all, message, time);
    }
}
