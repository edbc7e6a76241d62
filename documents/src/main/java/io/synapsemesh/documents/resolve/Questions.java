package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.DocumentRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Who asked what. The answer to "whom does this change concern" is recorded, never reasoned about.
final class Questions {
    private final Map<Question, Set<DocumentRef>> askers = new HashMap<>();
    private final Map<DocumentRef, Set<Question>> asked = new HashMap<>();

    /// Replaces what `document` asked before.
    void record(DocumentRef document, Set<Question> questions) {
        forget(document);
        if (!questions.isEmpty()) {
            asked.put(document, questions);
            questions.forEach(question ->
                    askers.computeIfAbsent(question, _ -> new TreeSet<>()).add(document));
        }
    }

    void forget(DocumentRef document) {
        Set<Question> before = asked.remove(document);
        if (before != null) {
            before.forEach(question -> askers.computeIfPresent(question, (_, documents) -> {
                documents.remove(document);
                return documents.isEmpty() ? null : documents;
            }));
        }
    }

    Set<DocumentRef> askersOf(Question question) {
        return askers.getOrDefault(question, Set.of());
    }
}
