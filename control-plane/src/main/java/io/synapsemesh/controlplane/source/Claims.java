package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.Document;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which files name which documents, good or bad. Costs what the changed file holds.
final class Claims {
    private final Map<String, FileText> files = new HashMap<>();
    private final Map<DocumentRef, TreeMap<String, Document>> good = new HashMap<>();
    private final Map<DocumentRef, TreeSet<String>> refused = new HashMap<>();
    private final SortedSet<DocumentRef> contested = new TreeSet<>();

    /// @return the names whose claims may have changed
    Set<DocumentRef> put(FileText text) {
        Set<DocumentRef> touched = remove(text.name());
        files.put(text.name(), text);
        for (Document document : text.parsed().documents()) {
            good.computeIfAbsent(document.ref(), _ -> new TreeMap<>()).put(text.name(), document);
            touched.add(document.ref());
        }
        for (DocumentRef ref : text.parsed().refused()) {
            refused.computeIfAbsent(ref, _ -> new TreeSet<>()).add(text.name());
            touched.add(ref);
        }
        touched.forEach(this::recount);
        return touched;
    }

    Set<DocumentRef> remove(String file) {
        var touched = new HashSet<DocumentRef>();
        FileText before = files.remove(file);
        if (before != null) {
            for (Document document : before.parsed().documents()) {
                good.computeIfPresent(document.ref(), (_, by) -> {
                    by.remove(file);
                    return by.isEmpty() ? null : by;
                });
                touched.add(document.ref());
            }
            for (DocumentRef ref : before.parsed().refused()) {
                refused.computeIfPresent(ref, (_, by) -> {
                    by.remove(file);
                    return by.isEmpty() ? null : by;
                });
                touched.add(ref);
            }
            touched.forEach(this::recount);
        }
        return touched;
    }

    Optional<FileText> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    Set<String> fileNames() {
        return files.keySet();
    }

    /// Good texts of the document by file, in order of file name.
    TreeMap<String, Document> good(DocumentRef ref) {
        return good.getOrDefault(ref, new TreeMap<>());
    }

    boolean isRefused(DocumentRef ref) {
        return refused.containsKey(ref);
    }

    SortedSet<DocumentRef> refused() {
        return new TreeSet<>(refused.keySet());
    }

    /// Documents that more than one file holds.
    SortedSet<DocumentRef> contested() {
        return contested;
    }

    private void recount(DocumentRef ref) {
        if (good(ref).size() > 1) {
            contested.add(ref);
        } else {
            contested.remove(ref);
        }
    }
}
