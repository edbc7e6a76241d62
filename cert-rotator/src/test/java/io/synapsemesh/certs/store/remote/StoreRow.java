package io.synapsemesh.certs.store.remote;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// One row of the table.
///
/// @param store as `docs/stores.md` names it
/// @param worth `real`, or `fake` with what it was made from
/// @param writers who wins when two write
/// @param notApplicable with the reason; counted and published
public record StoreRow(
        String store, String worth, Writers writers, Map<StoreCase, String> notApplicable, Opening opening) {
    /// The rule for concurrent writers.
    public enum Writers {
        /// A write that does not replace what its writer saw is refused.
        COMPARE_AND_SET,
        /// Checked before and after, not at once: two within a moment may both believe they won; one content stands.
        CHECKED,
        /// The last one; the content is one writer's, whole. Only one process has the folder open.
        LAST
    }

    /// Starts the far side.
    @FunctionalInterface
    public interface Opening {
        StorePeer open(Clock clock, Path directory) throws Exception;
    }
}
