package io.synapsemesh.xds.render;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.Origin;
import java.util.Optional;

/// Diagnostics about a subject of a document that Envoy cannot express, or only stricter.
final class Refusals {
    private Refusals() {}

    static Diagnostic of(Code code, Severity severity, Origin origin, String message, String fix) {
        return new Diagnostic(
                code,
                severity,
                Optional.of(origin.document()),
                Optional.empty(),
                "spec.subjects[" + origin.rule() + "]",
                message,
                fix);
    }
}
