package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.check.Binder;
import io.synapsemesh.documents.check.Checker;
import io.synapsemesh.documents.check.FieldPath;
import io.synapsemesh.documents.check.Immutables;
import io.synapsemesh.documents.check.Suggestion;
import io.synapsemesh.documents.schema.Shapes;
import io.synapsemesh.documents.v1alpha1.Spec;
import io.synapsemesh.documents.yaml.Findings;
import io.synapsemesh.documents.yaml.Mark;
import io.synapsemesh.documents.yaml.Node;
import io.synapsemesh.documents.yaml.Quoted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands around the `spec` of a document whose kind is known.
///
/// @param ref its name; empty if it has none that could be one
record Envelope(DocumentKind kind, Optional<DocumentRef> ref, Node.Mapping root) {
    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "spec", "status");

    /// Empty if the document cannot be named; the reason is in `findings`, which from here on are about this
    /// document.
    static Optional<Envelope> read(Node node, Findings findings) {
        findings.about(Optional.empty());
        if (!(node instanceof Node.Mapping root)) {
            findings.error(
                    Code.SYN0106,
                    node.mark(),
                    "",
                    "a document is a mapping, not " + (node instanceof Node.Sequence ? "a list" : "a single value"),
                    "Begin with apiVersion: " + DocumentKind.API_VERSION + ", kind and metadata.");
            return Optional.empty();
        }
        Optional<DocumentKind> kind = kind(root, findings);
        Optional<DocumentRef> ref = kind.flatMap(k -> ref(k, root));
        findings.about(ref);
        checkApiVersion(root, findings);
        return kind.map(k -> new Envelope(k, ref, root));
    }

    /// What was found good, defaults filled in.
    private record Checked(Map<String, Object> metadata, Map<String, Object> spec) {}

    /// Finds what is wrong, for a document that cannot be given because it has no name.
    void checkUnnamed(Findings findings) {
        check(findings);
    }

    /// The document itself; empty if anything in it is wrong, which includes the findings since `errorsBefore`.
    Optional<Document> document(
            String file, DocumentRef name, LastGood lastGood, Instant now, Findings findings, int errorsBefore) {
        Optional<Checked> checked = check(findings);
        if (checked.isEmpty()) {
            return Optional.empty();
        }
        Spec spec = (Spec) Binder.bind(checked.get().spec(), kind.shape());
        var positions = new Positions(file, root);
        Optional<Document> before = lastGood.find(name);
        before.ifPresent(b -> new Immutables(findings, positions::mark)
                .compare((Record) b.spec(), (Record) spec, kind.shape(), FieldPath.root("spec")));
        new UpstreamCertificates(findings, positions, before, now).check(spec);
        if (findings.errors() > errorsBefore) {
            return Optional.empty();
        }
        Metadata meta = (Metadata) Binder.bind(checked.get().metadata(), Shapes.of(Metadata.class));
        long generation = before.map(b -> b.generation() + (b.spec().equals(spec) ? 0 : 1))
                .orElse(1L);
        String digest = DocumentDigest.of(name, meta.labels(), checked.get().spec());
        return Optional.of(
                new Document(kind, name, meta.labels(), meta.annotations(), spec, generation, digest, positions));
    }

    private Optional<Checked> check(Findings findings) {
        reportUnknown(findings);
        Optional<Map<String, Object>> metadata = metadata(kind, root, findings);
        Node.@Nullable Entry entry = root.entries().get("spec");
        if (entry == null) {
            findings.error(
                    Code.SYN0202,
                    root.mark(),
                    "spec",
                    "spec is missing",
                    "Add spec: with the fields of " + kind.documentName() + ".");
            return Optional.empty();
        }
        return new Checker(findings)
                .object(entry.value(), kind.shape(), FieldPath.root("spec"))
                .flatMap(spec -> metadata.map(m -> new Checked(m, spec)));
    }

    private static Optional<DocumentKind> kind(Node.Mapping root, Findings findings) {
        Optional<String> name = text(root, "kind");
        if (name.isEmpty()) {
            missing(root, "kind", "Add kind: one of " + String.join(", ", DocumentKind.names()) + ".", findings);
            return Optional.empty();
        }
        Optional<DocumentKind> kind = DocumentKind.byName(name.get());
        if (kind.isEmpty()) {
            findings.error(
                    Code.SYN0111,
                    mark(root, "kind"),
                    "kind",
                    "there is no kind " + Quoted.text(name.get()),
                    didYouMean(name.get(), DocumentKind.names()));
        }
        return kind;
    }

    private static void checkApiVersion(Node.Mapping root, Findings findings) {
        Optional<String> version = text(root, "apiVersion");
        if (version.isEmpty()) {
            missing(root, "apiVersion", "Add apiVersion: " + DocumentKind.API_VERSION + ".", findings);
        } else if (!version.get().equals(DocumentKind.API_VERSION)) {
            findings.error(
                    Code.SYN0110,
                    mark(root, "apiVersion"),
                    "apiVersion",
                    "there is no apiVersion " + Quoted.text(version.get()),
                    didYouMean(version.get(), List.of(DocumentKind.API_VERSION)));
        }
    }

    /// Read loosely, so that a document with a wrong label is still called by its name.
    private static Optional<DocumentRef> ref(DocumentKind kind, Node.Mapping root) {
        Node.@Nullable Entry entry = root.entries().get("metadata");
        if (entry == null || !(entry.value() instanceof Node.Mapping metadata)) {
            return Optional.empty();
        }
        Optional<String> namespace =
                kind.isNamespaced() ? text(metadata, "namespace").or(() -> Optional.of("default")) : Optional.of("");
        return text(metadata, "name")
                .filter(Envelope::isName)
                .flatMap(name -> namespace
                        .filter(n -> n.isEmpty() || isName(n))
                        .map(n -> new DocumentRef(kind.documentName(), n, name)));
    }

    private static boolean isName(String text) {
        return text.length() <= 253 && text.matches("[a-z0-9.-]+");
    }

    private static Optional<Map<String, Object>> metadata(DocumentKind kind, Node.Mapping root, Findings findings) {
        Node.@Nullable Entry entry = root.entries().get("metadata");
        if (entry == null) {
            missing(root, "metadata", "Add metadata: {name: …}.", findings);
            return Optional.empty();
        }
        var path = FieldPath.root("metadata");
        var metadata =
                new Checker(findings, Metadata.SERVER_FIELDS).object(entry.value(), Shapes.of(Metadata.class), path);
        if (!kind.isNamespaced()
                && metadata.filter(m -> m.containsKey("namespace")).isPresent()) {
            findings.error(
                    Code.SYN0304,
                    mark((Node.Mapping) entry.value(), "namespace"),
                    "metadata.namespace",
                    "a " + kind.documentName() + " belongs to the whole mesh, not to a namespace",
                    "Remove namespace.");
        }
        Object name = metadata.map(m -> m.get("name")).orElse(null);
        kind.onlyName()
                .filter(only -> name != null && !only.equals(name))
                .ifPresent(only -> findings.error(
                        Code.SYN0304,
                        mark((Node.Mapping) entry.value(), "name"),
                        "metadata.name",
                        "there is one " + kind.documentName() + ", and its name is " + only,
                        "Write name: " + only + ", and keep one such document."));
        return metadata;
    }

    private void reportUnknown(Findings findings) {
        root.entries().forEach((name, entry) -> {
            if (!FIELDS.contains(name)) {
                findings.error(
                        Code.SYN0201,
                        entry.keyMark(),
                        FieldPath.root("").member(name).toString().replaceFirst("^\\.", ""),
                        "there is no field " + Quoted.text(name) + " here",
                        didYouMean(name, List.of("apiVersion", "kind", "metadata", "spec")));
            }
        });
    }

    private static void missing(Node.Mapping root, String field, String fix, Findings findings) {
        Node.@Nullable Entry entry = root.entries().get(field);
        if (entry == null) {
            findings.error(Code.SYN0202, root.mark(), field, field + " is missing", fix);
        } else {
            findings.error(Code.SYN0203, entry.value().mark(), field, field + " is not a text", fix);
        }
    }

    private static String didYouMean(String word, List<String> known) {
        return Suggestion.nearest(word, known)
                .map(nearest -> "Did you mean " + nearest + "?")
                .orElse("Write one of: " + String.join(", ", known) + ".");
    }

    private static Optional<String> text(Node.Mapping mapping, String key) {
        Node.@Nullable Entry entry = mapping.entries().get(key);
        return entry != null && entry.value() instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.TEXT
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    private static Mark mark(Node.Mapping mapping, String key) {
        Node.@Nullable Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.mark() : entry.value().mark();
    }
}
