package io.synapsemesh.documents.yaml;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Events into trees. Works on the parser's events, not on its composer: every limit is checked before the next event
/// is
/// asked for, so a bomb costs what was read of it. Recursion is as deep as [Limits#DEPTH_MAX].
final class TreeBuilder {
    private static final String TAG = "tag:yaml.org,2002:";
    private static final Set<String> TAGS =
            Set.of("!", TAG + "str", TAG + "int", TAG + "bool", TAG + "float", TAG + "null", TAG + "map", TAG + "seq");
    private static final int BUFFER_CHARS_MAX = 128 * 1024;

    private final ParserImpl parser;
    private final YamlReader.Budget budget;
    private final Findings findings;
    private final int lineOffset;
    private final Map<Anchor, Node> anchors = new HashMap<>();
    private int aliases;
    private int depth;
    private Mark last;
    private int documentLine;

    TreeBuilder(String text, int offset, int line, YamlReader.Budget budget, Findings findings) {
        var rest = new StringReader(text);
        try {
            rest.skip(offset);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        LoadSettings settings = settings(text.length() - offset);
        this.parser = new ParserImpl(settings, new StreamReader(settings, rest));
        this.budget = budget;
        this.findings = findings;
        this.lineOffset = line;
        this.last = new Mark(line, 1);
        this.documentLine = line;
    }

    /// The scanner holds a whole line and copies it each time its buffer is refilled: with the usual 1,024 characters,
    /// a
    /// line of 4 MB costs 31 GB of copies.
    private static LoadSettings settings(int length) {
        return LoadSettings.builder()
                .setCodePointLimit(Limits.FILE_BYTES_MAX + 1)
                .setParseComments(false)
                .setBufferSize(Math.clamp(length, 1024, BUFFER_CHARS_MAX))
                .build();
    }

    /// The line in which the document begins that is being read.
    int documentLine() {
        return documentLine;
    }

    /// Adds each document as soon as it is read, so those before an unreadable one stay.
    void readInto(List<YamlReader.Root> roots) throws Unreadable {
        for (Event event = next(); event.getEventId() != Event.ID.StreamEnd; event = next()) {
            if (event.getEventId() == Event.ID.DocumentStart) {
                documentLine = mark(event).line();
                budget.takeDocument(last);
                anchors.clear();
                aliases = 0;
                int errors = findings.errors();
                int from = findings.size();
                Node root = node(next());
                boolean empty = root instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL;
                if (!empty) {
                    roots.add(new YamlReader.Root(root, findings.errors() == errors, from, findings.size()));
                }
            }
        }
    }

    private Node node(Event event) throws Unreadable {
        Mark mark = mark(event);
        if (event instanceof AliasEvent alias) {
            return aliased(alias, mark);
        }
        budget.takeNodes(1, mark);
        if (event instanceof ScalarEvent scalar) {
            return remember(scalar, scalar(scalar, mark));
        }
        depth++;
        if (depth > Limits.DEPTH_MAX) {
            throw new Unreadable(
                    Code.SYN0103,
                    mark,
                    "lists and mappings are nested more than " + Limits.DEPTH_MAX + " deep",
                    "Write it flatter; no document needs a tenth of that.");
        }
        Node node = switch (event) {
            case SequenceStartEvent start -> remember(start, sequence(start, mark));
            case MappingStartEvent start -> remember(start, mapping(start, mark));
            default -> throw new IllegalStateException("not a node: " + event.getEventId());
        };
        depth--;
        return node;
    }

    private Node sequence(SequenceStartEvent start, Mark mark) throws Unreadable {
        checkTag(start.getTag(), mark);
        var items = new ArrayList<Node>();
        long weight = 1;
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            Node item = node(event);
            weight = sum(weight, item.weight());
            items.add(item);
        }
        return new Node.Sequence(items, mark, weight);
    }

    private Node mapping(MappingStartEvent start, Mark mark) throws Unreadable {
        checkTag(start.getTag(), mark);
        var entries = new LinkedHashMap<String, Node.Entry>();
        long weight = 1;
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            Mark keyMark = mark(event);
            String key = key(event, keyMark);
            Node value = node(next());
            weight = sum(weight, value.weight());
            var previous = entries.putIfAbsent(key, new Node.Entry(keyMark, value));
            if (previous != null) {
                findings.error(
                        Code.SYN0105,
                        keyMark,
                        "",
                        "the key " + Quoted.text(key) + " was already written in line "
                                + previous.keyMark().line(),
                        "Keep one of the two.");
            }
        }
        return new Node.Mapping(entries, mark, weight);
    }

    private String key(Event event, Mark mark) throws Unreadable {
        if (event instanceof ScalarEvent scalar) {
            checkTag(scalar.getTag(), mark);
            remember(scalar, scalar(scalar, mark));
            return scalar.getValue();
        }
        throw new Unreadable(
                Code.SYN0203, mark, "a key is a list, a mapping or an alias, not text", "Write the key as plain text.");
    }

    private Node scalar(ScalarEvent event, Mark mark) {
        checkTag(event.getTag(), mark);
        String tag = event.getTag().orElse("");
        boolean plain = event.isPlain() && !tag.equals("!") && !tag.equals(TAG + "str");
        return new Node.Scalar(plain ? CoreSchema.kindOf(event.getValue()) : Node.Kind.TEXT, event.getValue(), mark);
    }

    private Node aliased(AliasEvent event, Mark mark) throws Unreadable {
        aliases++;
        if (aliases > Limits.ALIASES_MAX) {
            throw new Unreadable(
                    Code.SYN0104,
                    mark,
                    "the document has more than " + Limits.ALIASES_MAX + " aliases",
                    "Write the values out, or split the document.");
        }
        Node node = anchors.get(event.getAlias());
        if (node == null) {
            throw new Unreadable(
                    Code.SYN0101,
                    mark,
                    "the alias *" + event.getAlias().getValue() + " has no anchor that ends before it",
                    "Define &" + event.getAlias().getValue() + " further up, or write the value out.");
        }
        budget.takeNodes(node.weight(), mark);
        return node;
    }

    private Node remember(NodeEvent event, Node node) {
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private void checkTag(Optional<String> tag, Mark mark) {
        if (tag.isPresent() && !TAGS.contains(tag.get())) {
            findings.error(
                    Code.SYN0107,
                    mark,
                    "",
                    "the tag " + Quoted.text(tag.get()) + " is not allowed",
                    "Remove the tag; documents are plain text, numbers, lists and mappings.");
        }
    }

    private Event next() throws Unreadable {
        try {
            return parser.next();
        } catch (MarkedYamlEngineException syntax) {
            Mark mark = syntax.getProblemMark()
                    .or(syntax::getContextMark)
                    .map(this::mark)
                    .orElse(last);
            throw new Unreadable(
                    Code.SYN0101, mark, "not YAML: " + oneLine(syntax.getProblem()), "Repair the syntax here.");
        } catch (YamlEngineException syntax) {
            throw new Unreadable(
                    Code.SYN0101, last, "not YAML: " + oneLine(syntax.getMessage()), "Repair the syntax near here.");
        } catch (RuntimeException defect) { // of the parser, on hostile input: the file is refused, the reader lives
            throw new Unreadable(
                    Code.SYN0101, last, "not YAML: " + oneLine(defect.toString()), "Repair the syntax near here.");
        }
    }

    private Mark mark(Event event) {
        last = event.getStartMark().map(this::mark).orElse(last);
        return last;
    }

    private Mark mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
        return new Mark(mark.getLine() + lineOffset, mark.getColumn() + 1);
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String text) {
        String quoted = Quoted.text(text == null ? "unknown" : text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static long sum(long a, long b) {
        return Math.min(a + b, Integer.MAX_VALUE);
    }
}
