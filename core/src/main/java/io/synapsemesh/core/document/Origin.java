package io.synapsemesh.core.document;

import java.util.Comparator;

/// Where a compiled line or a resource comes from: a document, its generation, and which rule of it (0 where the
/// document
/// has only one). References remember it, so `explain`, audit and a NACK need no second look-up.
public record Origin(DocumentRef document, long generation, int rule) implements Comparable<Origin> {
    private static final Comparator<Origin> ORDER = Comparator.comparing(Origin::document)
            .thenComparingInt(Origin::rule)
            .thenComparingLong(Origin::generation);

    public static Origin of(DocumentRef document, long generation) {
        return new Origin(document, generation, 0);
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }
}
