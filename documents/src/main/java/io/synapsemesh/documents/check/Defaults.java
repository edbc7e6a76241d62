package io.synapsemesh.documents.check;

import io.synapsemesh.documents.schema.Shape;
import io.synapsemesh.documents.yaml.Findings;
import io.synapsemesh.documents.yaml.Mark;
import io.synapsemesh.documents.yaml.Node;
import io.synapsemesh.documents.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The defaults of members as trees, so that they are checked and completed like what a user writes. Each is read
/// once; a
/// problem inside one would be ours and points at the object that lacks the member.
final class Defaults {
    private static final Map<String, Node> READ = new ConcurrentHashMap<>();

    private Defaults() {}

    static Node node(Shape.Member member, Mark mark) {
        String text = member.fallback().orElseThrow();
        if (member.shape() instanceof Shape.Text) {
            return new Node.Scalar(Node.Kind.TEXT, text, mark);
        }
        return READ.computeIfAbsent(text, Defaults::read);
    }

    private static Node read(String text) {
        var findings = new Findings("@Default");
        var stream = YamlReader.read(text.getBytes(StandardCharsets.UTF_8), findings);
        if (stream.roots().size() != 1 || findings.errors() > 0) {
            throw new IllegalStateException("not YAML: @Default(\"" + text + "\")");
        }
        return stream.roots().getFirst().node();
    }
}
