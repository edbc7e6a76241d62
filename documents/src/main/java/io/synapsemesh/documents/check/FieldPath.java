package io.synapsemesh.documents.check;

import org.jspecify.annotations.Nullable;

/// Where in a document: `spec.subjects[2].group.id`. Linked from the leaf, so that a document without problems builds
/// no
/// text. A key that is not a plain name is written `["app.kubernetes.io/name"]`.
public record FieldPath(@Nullable FieldPath parent, String step) {
    public static FieldPath root(String name) {
        return new FieldPath(null, name);
    }

    public FieldPath member(String name) {
        return new FieldPath(this, isPlain(name) ? "." + name : "[\"" + shorten(name) + "\"]");
    }

    public FieldPath item(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    @Override
    public String toString() {
        return parent == null ? step : parent + step;
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && name.length() <= 64 && name.chars().allMatch(FieldPath::isPlain);
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private static String shorten(String name) {
        String quoted = io.synapsemesh.documents.yaml.Quoted.text(name);
        return quoted.substring(1, quoted.length() - 1);
    }
}
