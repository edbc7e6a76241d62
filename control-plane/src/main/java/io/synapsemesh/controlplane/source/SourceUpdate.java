package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What changed since the update before. The first one holds every document in force.
///
/// @param upserts documents that came or changed, in order of name
/// @param removed documents that are no longer in force
/// @param stale documents in force whose newest text is bad or gone: all of them, not only the new ones
/// @param refused names whose newest text is bad, whether or not a good version is in force: all of them
/// @param diagnostics everything wrong with the source at this moment, sorted
public record SourceUpdate(
        List<Document> upserts,
        SortedSet<DocumentRef> removed,
        SortedSet<DocumentRef> stale,
        SortedSet<DocumentRef> refused,
        List<Diagnostic> diagnostics) {
    public SourceUpdate {
        upserts = List.copyOf(upserts);
        removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
        stale = Collections.unmodifiableSortedSet(new TreeSet<>(stale));
        refused = Collections.unmodifiableSortedSet(new TreeSet<>(refused));
        diagnostics = diagnostics.stream().sorted().toList();
    }

    /// Whether nothing a compiler looks at changed.
    boolean isSilent() {
        return upserts.isEmpty() && removed.isEmpty();
    }
}
