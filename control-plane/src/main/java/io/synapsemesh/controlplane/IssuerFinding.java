package io.synapsemesh.controlplane;

import io.synapsemesh.certs.issuer.overlap.IssuerStanding;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import java.util.List;
import java.util.Optional;

/// What the status of the MeshTrust says of an issuer that it names and that is not in force (SYN0806).
final class IssuerFinding {
    private static final String PATH = "spec.issuer";

    private IssuerFinding() {}

    static List<Diagnostic> of(DocumentRef trust, IssuerStanding standing) {
        return standing
                .note()
                .map(note -> new Diagnostic(
                        Code.SYN0806,
                        switch (note.urgency()) {
                            case REFUSED -> Severity.ERROR;
                            case DECIDED, UNDER_WAY -> Severity.WARNING;
                        },
                        Optional.of(trust),
                        Optional.empty(),
                        PATH,
                        note.text(),
                        note.fix()))
                .stream()
                .toList();
    }
}
