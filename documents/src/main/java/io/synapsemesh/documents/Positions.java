package io.synapsemesh.documents;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.documents.yaml.Mark;
import io.synapsemesh.documents.yaml.Node;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where the fields of one document are written: the tree it was read from, walked when somebody asks. Two positions
/// are
/// equal if file and line are: they are no part of what a document means.
public final class Positions {
    private static final Pattern STEP = Pattern.compile("\\.?([A-Za-z0-9_-]+)|\\[(\\d{1,9})\\]|\\[\"([^\"]*)\"\\]");

    private final String file;
    private final Node root;

    Positions(String file, Node root) {
        this.file = file;
        this.root = root;
    }

    public String file() {
        return file;
    }

    /// The place of `path`; where that is not written (a default, say), the place of the innermost part that is.
    public Diagnostic.Place place(String path) {
        Mark mark = mark(path);
        return new Diagnostic.Place(file, mark.line(), mark.column());
    }

    Mark mark(String path) {
        @Nullable Node node = root;
        Mark mark = root.mark();
        Matcher steps = STEP.matcher(path);
        while (node != null && steps.lookingAt()) {
            node = step(node, steps);
            mark = node == null ? mark : node.mark();
            steps.region(steps.end(), path.length());
        }
        return mark;
    }

    private static @Nullable Node step(Node node, Matcher step) {
        if (step.group(2) != null) {
            int index = Integer.parseInt(step.group(2));
            boolean there =
                    node instanceof Node.Sequence list && index < list.items().size();
            return there ? ((Node.Sequence) node).items().get(index) : null;
        }
        @Nullable String key = step.group(1) == null ? step.group(3) : step.group(1);
        Node.@Nullable Entry entry =
                node instanceof Node.Mapping mapping ? mapping.entries().get(key) : null;
        return entry == null ? null : entry.value();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Positions that
                && file.equals(that.file)
                && root.mark().equals(that.root.mark());
    }

    @Override
    public int hashCode() {
        return file.hashCode() * 31 + root.mark().hashCode();
    }

    @Override
    public String toString() {
        return file + ":" + root.mark().line();
    }
}
