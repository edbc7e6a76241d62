package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.document.DocumentRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// The files of one directory together. Of two documents with one name the one in the first file, by name, counts, also
/// if
/// it is refused: otherwise an error in the one would bring the other into force.
public final class DocumentSet {
    private DocumentSet() {}

    /// @param files in the order of their names
    public static Parsed of(Collection<Parsed> files) {
        Map<DocumentRef, Document> byName = new LinkedHashMap<>();
        var refused = new TreeSet<DocumentRef>();
        var diagnostics = new ArrayList<Diagnostic>();
        for (Parsed file : files) {
            diagnostics.addAll(file.diagnostics());
            for (Document document : file.documents()) {
                Document first = byName.get(document.ref());
                if (first != null || refused.contains(document.ref())) {
                    diagnostics.add(sameName(
                            document,
                            first == null
                                    ? "an earlier file"
                                    : first.positions().toString()));
                } else {
                    byName.put(document.ref(), document);
                }
            }
            file.refused().stream().filter(ref -> !byName.containsKey(ref)).forEach(refused::add);
        }
        boolean whole = files.stream().allMatch(Parsed::whole);
        return new Parsed(new ArrayList<>(byName.values()), refused, whole, diagnostics);
    }

    private static Diagnostic sameName(Document second, String first) {
        return new Diagnostic(
                Code.SYN0112,
                Severity.ERROR,
                Optional.of(second.ref()),
                Optional.of(second.place("metadata.name")),
                "metadata.name",
                second.ref() + " was already written in " + first,
                "Keep one of the two, or give this one another name.");
    }
}
