package io.synapsemesh.documents.yaml;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects the diagnostics of one file, at most [Limits#DIAGNOSTICS_MAX]. Not for several threads.
public final class Findings {
    private final String file;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private Optional<DocumentRef> document = Optional.empty();
    private int beyondLimit;
    private Severity worstBeyondLimit = Severity.WARNING;
    private int errors;

    public Findings(String file) {
        this.file = file;
    }

    /// Names the document that what follows is about.
    public void about(Optional<DocumentRef> newDocument) {
        document = newDocument;
    }

    public void error(Code code, Mark mark, String path, String message, String fix) {
        errors++;
        add(code, Severity.ERROR, mark, path, message, fix);
    }

    public void warning(Code code, Mark mark, String path, String message, String fix) {
        add(code, Severity.WARNING, mark, path, message, fix);
    }

    /// Errors so far, also those beyond the limit.
    public int errors() {
        return errors;
    }

    /// How many are recorded.
    public int size() {
        return diagnostics.size();
    }

    /// Says which document those from `from` to before `to` are about.
    public void attribute(int from, int to, DocumentRef ref) {
        for (int i = from; i < to; i++) {
            Diagnostic d = diagnostics.get(i);
            diagnostics.set(
                    i,
                    new Diagnostic(
                            d.code(), d.severity(), Optional.of(ref), d.place(), d.path(), d.message(), d.fix()));
        }
    }

    public List<Diagnostic> sorted() {
        var all = new ArrayList<>(diagnostics);
        if (beyondLimit > 0) {
            all.add(new Diagnostic(
                    Code.SYN0113,
                    worstBeyondLimit,
                    Optional.empty(),
                    Optional.of(new Diagnostic.Place(file, 1, 1)),
                    "",
                    beyondLimit + " more problems of this file are not shown",
                    "Repair the ones shown, then read the file again."));
        }
        all.sort(null);
        return List.copyOf(all);
    }

    private void add(Code code, Severity severity, Mark mark, String path, String message, String fix) {
        if (diagnostics.size() >= Limits.DIAGNOSTICS_MAX) {
            beyondLimit++;
            worstBeyondLimit = severity == Severity.ERROR ? severity : worstBeyondLimit;
            return;
        }
        var place = new Diagnostic.Place(file, mark.line(), mark.column());
        diagnostics.add(new Diagnostic(code, severity, document, Optional.of(place), path, message, fix));
    }
}
