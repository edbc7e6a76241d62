package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Version;
import java.util.Set;

/// What to serve under a name the view has: its content, or a stand-in for content that was refused.
sealed interface Choice {
    record Serve(Resource resource) implements Choice {}

    /// Everything there is was refused by this very stream: the client keeps what it has.
    record Keep() implements Choice {}

    /// @param refusedHere versions this stream refused under the name
    static Choice of(
            DocumentRef proxy, Resource wanted, Set<Version> refusedHere, AckedStore store, Quarantine quarantine) {
        boolean refused = refusedHere.contains(wanted.version());
        if (!refused && !quarantine.holds(proxy, wanted)) {
            return new Serve(wanted);
        }
        Resource acked = store.lastAcked(proxy, wanted.type(), wanted.name());
        if (!refused && acked != null && acked.version().equals(wanted.version())) {
            return new Serve(wanted);
        }
        // A tightening never falls back to the wider content before it.
        Resource standIn = wanted.fallback().orElse(acked);
        if (standIn != null && !refusedHere.contains(standIn.version())) {
            return new Serve(standIn);
        }
        return refused ? new Keep() : new Serve(wanted);
    }
}
