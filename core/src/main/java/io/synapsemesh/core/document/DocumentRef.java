package io.synapsemesh.core.document;

import java.util.Comparator;

/// The name of one document. A cluster-scoped document has the empty namespace.
public record DocumentRef(String kind, String namespace, String name) implements Comparable<DocumentRef> {
    private static final Comparator<DocumentRef> ORDER = Comparator.comparing(DocumentRef::kind)
            .thenComparing(DocumentRef::namespace)
            .thenComparing(DocumentRef::name);

    /// `namespace/name`, or the bare name where there is no namespace.
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public int compareTo(DocumentRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + qualifiedName();
    }
}
