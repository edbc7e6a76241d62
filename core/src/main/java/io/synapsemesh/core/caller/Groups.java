package io.synapsemesh.core.caller;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What is known of a caller's groups. "Not told" is not "none": that confusion is how an overage token slips past a
/// Deny.
public sealed interface Groups {
    /// All of them.
    record Complete(SortedSet<String> ids) implements Groups {
        public Complete {
            ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
        }
    }

    /// Some of them; there may be more.
    record Partial(SortedSet<String> ids) implements Groups {
        public Partial {
            ids = Collections.unmodifiableSortedSet(new TreeSet<>(ids));
        }
    }

    /// The token does not say.
    record Unknown() implements Groups {}

    /// Whether the caller is known to be in the group.
    default boolean contains(String id) {
        return switch (this) {
            case Complete(var ids) -> ids.contains(id);
            case Partial(var ids) -> ids.contains(id);
            case Unknown() -> false;
        };
    }

    /// Whether the caller may be in the group as far as is known: what a Deny asks.
    default boolean mayContain(String id) {
        return switch (this) {
            case Complete(var ids) -> ids.contains(id);
            case Partial ignored -> true;
            case Unknown() -> true;
        };
    }

    default boolean isComplete() {
        return this instanceof Complete;
    }
}
