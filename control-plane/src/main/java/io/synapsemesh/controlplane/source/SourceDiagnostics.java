package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.DocumentKind;
import java.util.Optional;
import java.util.SortedSet;

/// What only somebody who sees all files can find wrong.
final class SourceDiagnostics {
    private SourceDiagnostics() {}

    static Diagnostic writtenTwice(Document second, String firstFile) {
        return new Diagnostic(
                Code.SYN0112,
                Severity.ERROR,
                Optional.of(second.ref()),
                Optional.of(second.place("metadata.name")),
                "metadata.name",
                second.ref() + " is already written in " + firstFile + ", and that one is in force",
                "Keep one of the two, or give this one another name.");
    }

    static Diagnostic unreadable(String file, String reason) {
        return new Diagnostic(
                Code.SYN0114,
                Severity.ERROR,
                Optional.empty(),
                Optional.of(new Diagnostic.Place(file, 1, 1)),
                "",
                "the file cannot be read (" + reason + "); the last good version of its documents stays in force",
                "Let the user of the control plane read it.");
    }

    static Diagnostic held(SortedSet<DocumentRef> held, int workspaces) {
        long lost = held.stream()
                .filter(ref -> ref.kind().equals(DocumentKind.SYNAPSE_WORKSPACE.documentName()))
                .count();
        return new Diagnostic(
                Code.SYN0115,
                Severity.ERROR,
                Optional.empty(),
                Optional.empty(),
                "",
                lost + " of " + workspaces + " workspaces vanished at once; they and everything that went with them"
                        + " stay in force",
                "Put the files back, or start serve with --accept-removals.");
    }
}
