package io.synapsemesh.documents.report;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import java.util.Collection;
import java.util.stream.Collectors;

/// Diagnostics for people: `file:line:column: Error SYN0201: message`, then what to do, indented. Terminals and editors
/// make the first line a link.
public final class DiagnosticText {
    private DiagnosticText() {}

    /// Sorted by file, line, code; empty text for none.
    public static String print(Collection<Diagnostic> diagnostics) {
        return diagnostics.stream().sorted().map(DiagnosticText::print).collect(Collectors.joining());
    }

    public static String print(Diagnostic diagnostic) {
        String place = diagnostic
                .place()
                .map(p -> p.file() + ":" + p.line() + ":" + p.column() + ": ")
                .orElse("");
        String document = diagnostic.document().map(DocumentRef::toString).orElse("");
        String where = (document + " " + diagnostic.path()).strip();
        return place
                + diagnostic.severity().documentName()
                + " "
                + diagnostic.code()
                + ": "
                + diagnostic.message()
                + (where.isEmpty() ? "" : " (" + where + ")")
                + "\n    "
                + diagnostic.fix()
                + "\n";
    }
}
