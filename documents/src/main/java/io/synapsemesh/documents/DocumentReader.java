package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.documents.yaml.Findings;
import io.synapsemesh.documents.yaml.Node;
import io.synapsemesh.documents.yaml.YamlReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Reads one file of documents. It costs what that file costs: no other file is looked at. Thread-safe; keeps
/// nothing.
public final class DocumentReader {
    private DocumentReader() {}

    /// Judges nothing by time: for what was good once and is kept.
    ///
    /// @param fileName as diagnostics shall name it, relative to the configuration directory
    /// @param lastGood the versions before this one
    public static Parsed read(String fileName, byte[] bytes, LastGood lastGood) {
        return read(fileName, bytes, lastGood, Instant.MIN);
    }

    /// @param fileName as diagnostics shall name it, relative to the configuration directory
    /// @param lastGood the versions before this one
    /// @param now certificates that ended before it are expired
    public static Parsed read(String fileName, byte[] bytes, LastGood lastGood, Instant now) {
        var findings = new Findings(fileName);
        YamlReader.Stream stream = YamlReader.read(bytes, findings);
        var documents = new ArrayList<Document>();
        var refused = new TreeSet<DocumentRef>();
        Map<DocumentRef, Node> seen = new HashMap<>();
        boolean whole = stream.whole();
        for (YamlReader.Root root : stream.roots()) {
            int errorsBefore = findings.errors();
            Optional<Envelope> named = Envelope.read(root.node(), findings);
            if (named.isEmpty()) {
                whole = false;
                continue;
            }
            Envelope envelope = named.get();
            if (envelope.ref().isEmpty()) {
                envelope.checkUnnamed(findings);
                whole = false;
                continue;
            }
            DocumentRef ref = envelope.ref().get();
            findings.attribute(root.findingsFrom(), root.findingsTo(), ref);
            if (isSecond(ref, envelope.root(), seen, findings)) {
                continue;
            }
            envelope.document(fileName, ref, lastGood, now, findings, errorsBefore)
                    .filter(document -> root.sound())
                    .ifPresentOrElse(documents::add, () -> refused.add(ref));
        }
        return new Parsed(documents, refused, whole, findings.sorted());
    }

    private static boolean isSecond(DocumentRef ref, Node root, Map<DocumentRef, Node> seen, Findings findings) {
        Node first = seen.putIfAbsent(ref, root);
        if (first == null) {
            return false;
        }
        findings.error(
                Code.SYN0112,
                root.mark(),
                "metadata.name",
                ref + " was already written in line " + first.mark().line(),
                "Keep one of the two, or give this one another name.");
        return true;
    }
}
