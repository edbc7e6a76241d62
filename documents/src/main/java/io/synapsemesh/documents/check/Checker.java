package io.synapsemesh.documents.check;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Shape;
import io.synapsemesh.documents.yaml.Findings;
import io.synapsemesh.documents.yaml.Mark;
import io.synapsemesh.documents.yaml.Node;
import io.synapsemesh.documents.yaml.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Walks a tree along a shape: finds every problem, fills in defaults, evaluates the rules of each object after its
/// defaults, as the API server does. What it gives is plain: texts, longs, booleans, lists and maps ordered by key.
///
/// A `null` counts as absent, which is what the API server makes of it, but not silently: `when:` with nothing under
/// it
/// would otherwise widen a policy unseen.
public final class Checker {
    private final Findings findings;
    private final Set<String> ignored;

    public Checker(Findings findings) {
        this(findings, Set.of());
    }

    /// @param ignored members that an object may have besides those of its shape, and that are not looked at
    public Checker(Findings findings, Set<String> ignored) {
        this.findings = findings;
        this.ignored = ignored;
    }

    /// The object with its defaults; empty if anything in it is wrong.
    public Optional<Map<String, Object>> object(Node node, Shape.Structure shape, FieldPath path) {
        if (!(node instanceof Node.Mapping mapping)) {
            wrongType(node, shape, path);
            return Optional.empty();
        }
        int errorsBefore = findings.errors();
        var plain = new TreeMap<String, Object>();
        var broken = new HashSet<String>();
        reportUnknown(mapping, shape, path);
        for (Shape.Member member : shape.members().values()) {
            Optional<Object> value = member(mapping, member, path);
            value.ifPresent(v -> plain.put(member.name(), v));
            if (value.isEmpty() && (member.required() || isWritten(mapping, member))) {
                broken.add(member.name());
            }
        }
        evaluate(mapping, shape, plain, broken, path);
        return findings.errors() == errorsBefore ? Optional.of(plain) : Optional.empty();
    }

    private Optional<Object> member(Node.Mapping mapping, Shape.Member member, FieldPath path) {
        Node.Entry entry = mapping.entries().get(member.name());
        FieldPath at = path.member(member.name());
        if (entry != null && !isNull(entry.value())) {
            return value(entry.value(), member.shape(), at);
        }
        if (entry != null) {
            findings.warning(
                    Code.SYN0203,
                    entry.keyMark(),
                    at.toString(),
                    "nothing is written here, which counts as if " + member.name() + " were absent",
                    "Give it " + member.shape().noun() + ", or remove " + member.name() + ".");
        }
        if (member.fallback().isPresent()) {
            Mark mark = entry == null ? mapping.mark() : entry.keyMark();
            return value(Defaults.node(member, mark), member.shape(), at);
        }
        if (member.required()) {
            findings.error(
                    Code.SYN0202,
                    mapping.mark(),
                    at.toString(),
                    member.name() + " is missing",
                    "Add " + member.name() + ": " + Expected.of(member.shape()) + ".");
        }
        return Optional.empty();
    }

    private Optional<Object> value(Node node, Shape shape, FieldPath path) {
        return switch (shape) {
            case Shape.Structure structure -> object(node, structure, path).map(o -> (Object) o);
            case Shape.Sequence sequence -> list(node, sequence, path);
            case Shape.Dictionary dictionary -> dictionary(node, dictionary, path);
            case Shape.Text text -> new Scalars(findings).text(node, text, path);
            case Shape.Whole whole -> new Scalars(findings).whole(node, whole, path);
            case Shape.Flag flag -> new Scalars(findings).flag(node, flag, path);
        };
    }

    private Optional<Object> list(Node node, Shape.Sequence shape, FieldPath path) {
        if (!(node instanceof Node.Sequence sequence)) {
            wrongType(node, shape, path);
            return Optional.empty();
        }
        boolean fits = fits(sequence.items().size(), shape.min(), shape.max(), "entries", node.mark(), path);
        var plain = new ArrayList<Object>();
        List<Node> items = sequence.items();
        for (int i = 0; i < Math.min(items.size(), shape.max()); i++) {
            value(items.get(i), shape.items(), path.item(i)).ifPresent(plain::add);
        }
        return fits && plain.size() == items.size() ? Optional.of(plain) : Optional.empty();
    }

    private Optional<Object> dictionary(Node node, Shape.Dictionary shape, FieldPath path) {
        if (!(node instanceof Node.Mapping mapping)) {
            wrongType(node, shape, path);
            return Optional.empty();
        }
        boolean fits = fits(mapping.entries().size(), shape.min(), shape.max(), "entries", node.mark(), path);
        var plain = new TreeMap<String, Object>();
        for (var entry : mapping.entries().entrySet()) {
            String key = entry.getKey();
            int keyLength = key.codePointCount(0, key.length());
            boolean keyFits = fits(
                    keyLength,
                    1,
                    shape.keyLength(),
                    "characters in a key",
                    entry.getValue().keyMark(),
                    path);
            value(entry.getValue().value(), shape.values(), path.member(key))
                    .filter(value -> keyFits)
                    .ifPresent(value -> plain.put(key, value));
        }
        return fits && plain.size() == mapping.entries().size() ? Optional.of(plain) : Optional.empty();
    }

    private void evaluate(
            Node.Mapping mapping,
            Shape.Structure shape,
            Map<String, Object> plain,
            Set<String> broken,
            FieldPath path) {
        for (CelRules.Compiled rule : CelRules.of(shape)) {
            if (rule.reads().stream().anyMatch(broken::contains) || rule.isKeptBy(plain)) {
                continue;
            }
            String field = rule.constraint().field();
            Node.Entry entry = mapping.entries().get(field);
            findings.error(
                    rule.constraint().code(),
                    entry == null ? mapping.mark() : entry.value().mark(),
                    (field.isEmpty() ? path : path.member(field)).toString(),
                    rule.constraint().message(),
                    rule.constraint().fix());
        }
    }

    private static boolean isWritten(Node.Mapping mapping, Shape.Member member) {
        Node.Entry entry = mapping.entries().get(member.name());
        return entry != null && !isNull(entry.value());
    }

    private void reportUnknown(Node.Mapping mapping, Shape.Structure shape, FieldPath path) {
        mapping.entries().forEach((name, entry) -> {
            if (shape.members().containsKey(name) || ignored.contains(name)) {
                return;
            }
            var nearest = Suggestion.nearest(name, shape.members().keySet());
            findings.error(
                    Code.SYN0201,
                    entry.keyMark(),
                    path.member(name).toString(),
                    "there is no field " + Quoted.text(name) + " here",
                    nearest.map(n -> "Did you mean " + n + "?")
                            .orElse(
                                    shape.members().isEmpty()
                                            ? "Remove it; nothing is set here."
                                            : "Remove it, or use one of: "
                                                    + String.join(
                                                            ", ",
                                                            shape.members().keySet()) + "."));
        });
    }

    private boolean fits(int count, int min, int max, String what, Mark mark, FieldPath path) {
        if (count >= min && count <= max) {
            return true;
        }
        findings.error(
                Code.SYN0206,
                mark,
                path.toString(),
                "has " + count + " " + what + ", not " + min + " to " + max,
                count < min ? "Write at least " + min + "." : "Write at most " + max + ".");
        return false;
    }

    private void wrongType(Node node, Shape shape, FieldPath path) {
        Scalars.wrongType(findings, node, shape, path);
    }

    private static boolean isNull(Node node) {
        return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL;
    }
}
