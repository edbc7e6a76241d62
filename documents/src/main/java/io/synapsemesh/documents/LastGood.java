package io.synapsemesh.documents;

import io.synapsemesh.core.document.DocumentRef;
import java.util.Optional;

/// The last version of each document that was good: what immutable fields and generations are measured against.
@FunctionalInterface
public interface LastGood {
    /// Nothing was good before: the first read.
    LastGood NONE = ref -> Optional.empty();

    Optional<Document> find(DocumentRef ref);
}
