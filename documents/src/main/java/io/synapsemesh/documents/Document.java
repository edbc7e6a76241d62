package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.v1alpha1.Spec;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One document that keeps its schema and all its rules. What it refers to may still not exist.
///
/// @param spec with defaults filled in
/// @param generation counts the versions of `spec`, from 1, as Kubernetes does; labels do not count
/// @param digest SHA-256, in hex, over kind, name, labels and `spec`: equal for equal meaning, whatever comments,
/// order
/// of keys and spelled-out defaults
/// @param positions where its fields are written
public record Document(
        DocumentKind kind,
        DocumentRef ref,
        Map<String, String> labels,
        Map<String, String> annotations,
        Spec spec,
        long generation,
        String digest,
        Positions positions) {
    public Document {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /// Where the field `path` (`spec.subjects[2].group.id`) is written, or the nearest thing around it.
    public Diagnostic.Place place(String path) {
        return positions.place(path);
    }

    /// An error of this document at `path`, for the stages that come after reading.
    public Diagnostic error(Code code, String path, String message, String fix) {
        return new Diagnostic(code, Severity.ERROR, Optional.of(ref), Optional.of(place(path)), path, message, fix);
    }

    /// Likewise a warning.
    public Diagnostic warning(Code code, String path, String message, String fix) {
        return new Diagnostic(code, Severity.WARNING, Optional.of(ref), Optional.of(place(path)), path, message, fix);
    }
}
