package io.synapsemesh.certs.store.remote;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One row of the table.
///
/// @param store as `docs/stores.md` names it
/// @param worth `real`, or `fake` with what it was made from
/// @param writers who wins when two write
/// @param suite the class that runs the row
/// @param notApplicable with the reason; counted and published
public record StoreRow(
        String store,
        String worth,
        Writers writers,
        String suite,
        Map<StoreCase, String> notApplicable,
        Opening opening) {
    /// The rule for concurrent writers.
    public enum Writers {
        /// A write that does not replace what its writer saw is refused.
        COMPARE_AND_SET,
        /// Checked before and after, not at once: two within a moment may both believe they won; one content stands.
        CHECKED,
        /// The last one; the content is one writer's, whole. Only one process has the folder open.
        LAST
    }

    public StoreRow {
        SortedMap<StoreCase, String> ordered = new TreeMap<>(notApplicable);
        notApplicable = Collections.unmodifiableMap(ordered);
        if (notApplicable.containsKey(StoreCase.KEEPS) || notApplicable.containsKey(StoreCase.NAMES)) {
            throw new IllegalArgumentException(store + ": these apply to everybody");
        }
        if (notApplicable.values().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(store + ": a case is left out with a reason or not at all");
        }
    }

    /// A far side that needs only the JVM.
    public static StoreRow fake(String store, String madeFrom, Writers writers, Opening opening) {
        return new StoreRow(
                store, "fake: " + madeFrom, writers, StoreConformanceTest.class.getSimpleName(), Map.of(), opening);
    }

    /// Starts the far side.
    @FunctionalInterface
    public interface Opening {
        StorePeer open(Clock clock, Path directory) throws Exception;
    }
}
