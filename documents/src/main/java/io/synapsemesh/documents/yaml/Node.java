package io.synapsemesh.documents.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One value of a document with its position. An alias is the node it names, shared: [#weight] counts what a walk
/// would
/// see, so a bomb is found without walking it.
public sealed interface Node {
    Mark mark();

    /// How many nodes a walk from here visits, aliases expanded; saturates.
    long weight();

    /// What the core schema makes of a scalar.
    enum Kind {
        TEXT("text"),
        INT("a number"),
        FLOAT("a number with a fraction"),
        BOOL("true or false"),
        NULL("nothing");

        private final String noun;

        Kind(String noun) {
            this.noun = noun;
        }

        public String noun() {
            return noun;
        }
    }

    record Scalar(Kind kind, String text, Mark mark) implements Node {
        @Override
        public long weight() {
            return 1;
        }
    }

    record Sequence(List<Node> items, Mark mark, long weight) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /// @param entries in the order of the file; of two equal keys the first
    record Mapping(Map<String, Entry> entries, Mark mark, long weight) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        public static Mapping empty(Mark mark) {
            return new Mapping(Map.of(), mark, 1);
        }
    }

    record Entry(Mark keyMark, Node value) {}
}
