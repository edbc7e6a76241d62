package io.synapsemesh.documents.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.document.DocumentRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Diagnostics for tools. The keys and their order are a contract; a diagnostic without document or place has empty
/// texts
/// and zeros, never a missing key.
public final class DiagnosticJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DiagnosticJson() {}

    /// A JSON list, sorted by file, line, code.
    public static String print(Collection<Diagnostic> diagnostics) {
        try {
            return JSON.writeValueAsString(trees(diagnostics));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts and numbers are always JSON", impossible);
        }
    }

    /// The same as plain lists and maps, for a larger answer or another format.
    public static List<Map<String, Object>> trees(Collection<Diagnostic> diagnostics) {
        return diagnostics.stream().sorted().map(DiagnosticJson::tree).toList();
    }

    private static Map<String, Object> tree(Diagnostic diagnostic) {
        var tree = new LinkedHashMap<String, Object>();
        var document = diagnostic.document().orElse(new DocumentRef("", "", ""));
        var place = diagnostic.place().orElse(new Diagnostic.Place("", 0, 0));
        tree.put("code", diagnostic.code().name());
        tree.put("severity", diagnostic.severity().documentName());
        tree.put("kind", document.kind());
        tree.put("namespace", document.namespace());
        tree.put("name", document.name());
        tree.put("file", place.file());
        tree.put("line", place.line());
        tree.put("column", place.column());
        tree.put("path", diagnostic.path());
        tree.put("message", diagnostic.message());
        tree.put("fix", diagnostic.fix());
        tree.put("doc", diagnostic.code().page());
        return tree;
    }
}
