package io.synapsemesh.core.diagnostic;

import io.synapsemesh.core.document.DocumentRef;
import java.util.Comparator;
import java.util.Optional;

/// Something wrong with the user's input: what (`code`, `message`), where (`document`, `place`, `path`) and what to do
/// (`fix`). A value, never thrown: all of them are collected and the rest still compiles.
///
/// @param document the document it is about, if it could be named
/// @param place where in the files, if it came from a file
/// @param path the field, in the form `spec.subjects[2].group.id`; empty for the whole document
/// @param fix what the user does next, one sentence; never empty
public record Diagnostic(
        Code code,
        Severity severity,
        Optional<DocumentRef> document,
        Optional<Place> place,
        String path,
        String message,
        String fix)
        implements Comparable<Diagnostic> {
    private static final Comparator<Diagnostic> ORDER = Comparator.comparing(
                    (Diagnostic d) -> d.place().map(Place::file).orElse(""))
            .thenComparingInt(d -> d.place().map(Place::line).orElse(0))
            .thenComparing(Diagnostic::code)
            .thenComparing(d -> d.document().map(DocumentRef::toString).orElse(""))
            .thenComparing(Diagnostic::path)
            .thenComparing(Diagnostic::message);

    public Diagnostic {
        if (message.isBlank() || fix.isBlank()) {
            throw new IllegalArgumentException("a diagnostic says what is wrong and what to do: " + code);
        }
    }

    /// A position in a file; lines and columns count from 1.
    public record Place(String file, int line, int column) {}

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// By file, line, code: the order in which they are printed.
    @Override
    public int compareTo(Diagnostic other) {
        return ORDER.compare(this, other);
    }
}
