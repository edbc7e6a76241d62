package io.synapsemesh.controlplane.status;

import io.synapsemesh.core.document.DocumentRef;
import java.util.List;
import java.util.Map;

/// One line of StatusList. The names of the components are the JSON keys, in this order: a contract.
///
/// @param diagnostics as `DiagnosticJson` spells them
public record DocumentStatus(
        String kind,
        String namespace,
        String name,
        long generation,
        List<Condition> conditions,
        List<Map<String, Object>> diagnostics) {
    public DocumentStatus {
        conditions = List.copyOf(conditions);
        diagnostics = List.copyOf(diagnostics);
    }

    public DocumentRef ref() {
        return new DocumentRef(kind, namespace, name);
    }
}
