package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import java.util.List;
import java.util.SortedSet;

/// What one file, or several, hold.
///
/// @param documents the good ones, in the order of the file
/// @param refused the names of those that have an error: their last good version stays in force
/// @param whole every document could be named. If not, a name that is in neither list may still be in the file, and
/// its
/// absence is no deletion
/// @param diagnostics sorted
public record Parsed(
        List<Document> documents, SortedSet<DocumentRef> refused, boolean whole, List<Diagnostic> diagnostics) {
    public Parsed {
        documents = List.copyOf(documents);
        refused = java.util.Collections.unmodifiableSortedSet(new java.util.TreeSet<>(refused));
        diagnostics = diagnostics.stream().sorted().toList();
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
