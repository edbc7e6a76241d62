package io.synapsemesh.documents.yaml;

import io.synapsemesh.core.diagnostic.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one file of YAML documents.
///
/// A document that cannot be read does not take the next one down: YAML forbids `---` at the start of a line inside
/// any
/// scalar (1.2.2, section 9.1.2), so reading goes on at the next such line.
public final class YamlReader {
    private YamlReader() {}

    /// @param roots the documents that could be read, empty ones left out
    /// @param whole every document of the file is in `roots`
    public record Stream(List<Root> roots, boolean whole) {}

    /// One document.
    ///
    /// @param sound nothing was wrong with its YAML: no key twice, no forbidden tag
    /// @param findingsFrom where in the findings those about its YAML begin, made before anybody knew its name
    public record Root(Node node, boolean sound, int findingsFrom, int findingsTo) {}

    public static Stream read(byte[] bytes, Findings findings) {
        Optional<SourceText> source = SourceText.decode(bytes, findings);
        if (source.isEmpty()) {
            return new Stream(List.of(), false);
        }
        String text = source.get().text();
        var roots = new ArrayList<Root>();
        var budget = new Budget();
        boolean whole = true;
        int offset = 0;
        int line = 1;
        while (offset < text.length()) {
            var tree = new TreeBuilder(text, offset, line, budget, findings);
            try {
                tree.readInto(roots);
                break;
            } catch (Unreadable unreadable) {
                unreadable.reportTo(findings);
                whole = false;
                if (budget.isSpentAfter(unreadable)) {
                    break;
                }
                int from = offset;
                // An unclosed list is found at the `---` of the next document: that one is still to be read.
                int resume = Math.max(tree.documentLine() + 1, unreadable.mark().line());
                offset = nextDocument(text, Math.max(0, lineOffset(text, offset, line, resume) - 1));
                line += (int) text.substring(from, offset)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
            }
        }
        return new Stream(List.copyOf(roots), whole);
    }

    /// What one file may still use.
    static final class Budget {
        private int documents;
        private long nodes;

        void takeDocument(Mark mark) throws Unreadable {
            documents++;
            if (documents > Limits.DOCUMENTS_MAX) {
                throw new Unreadable(
                        Code.SYN0108,
                        mark,
                        "the file has more than " + Limits.DOCUMENTS_MAX + " documents",
                        "Split it into several files.");
            }
        }

        void takeNodes(long count, Mark mark) throws Unreadable {
            nodes += Math.min(count, Limits.NODES_MAX + 1L);
            if (nodes > Limits.NODES_MAX) {
                throw new Unreadable(
                        Code.SYN0109,
                        mark,
                        "the file has more than " + Limits.NODES_MAX + " values, aliases expanded",
                        "Split it into several files, and write fewer aliases.");
            }
        }

        /// Whether reading on is of no use. A document that breaks before it begins counts as well.
        boolean isSpentAfter(Unreadable unreadable) {
            documents++;
            return unreadable.code() == Code.SYN0108
                    || unreadable.code() == Code.SYN0109
                    || documents > Limits.DOCUMENTS_MAX;
        }
    }

    private static int lineOffset(String text, int offset, int line, int wanted) {
        int at = offset;
        for (int l = line; l < wanted; l++) {
            int newLine = text.indexOf('\n', at);
            if (newLine < 0) {
                return text.length();
            }
            at = newLine + 1;
        }
        return at;
    }

    /// The start of the first line that begins a document and whose line break is at `from` or later.
    private static int nextDocument(String text, int from) {
        int newLine = text.indexOf("\n---", from);
        while (newLine >= 0) {
            int after = newLine + 4;
            if (after >= text.length() || Character.isWhitespace(text.charAt(after))) {
                return newLine + 1;
            }
            newLine = text.indexOf("\n---", after);
        }
        return text.length();
    }
}
