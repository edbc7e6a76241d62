package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.documents.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The diagnostics found while one document is resolved.
final class Notes {
    private final Document document;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    Notes(Document document) {
        this.document = document;
    }

    void error(Code code, String path, String message, String fix) {
        add(code, Severity.ERROR, path, message, fix);
    }

    void warning(Code code, String path, String message, String fix) {
        add(code, Severity.WARNING, path, message, fix);
    }

    List<Diagnostic> sorted() {
        return diagnostics.stream().sorted().distinct().toList();
    }

    private void add(Code code, Severity severity, String path, String message, String fix) {
        diagnostics.add(new Diagnostic(
                code, severity, Optional.of(document.ref()), Optional.of(document.place(path)), path, message, fix));
    }
}
