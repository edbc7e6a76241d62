package io.synapsemesh.core.policy;

import io.synapsemesh.core.document.Origin;
import java.util.List;

/// Prints a PolicyIr as YAML, one rule a line: for goldens and for people who compare two versions.
public final class PolicyText {
    private PolicyText() {}

    public static String print(PolicyIr policy) {
        var text = new StringBuilder();
        text.append("workspace: ").append(policy.workspace().qualifiedName()).append('\n');
        text.append("name: ").append(policy.name()).append('\n');
        text.append("identity: ").append(policy.identity()).append('\n');
        text.append("enforcement: ").append(policy.enforcement().documentName()).append('\n');
        text.append("endpoints:\n");
        policy.endpoints().forEach((endpoint, rules) -> {
            text.append("  ").append(endpoint).append(":\n");
            print(text, "connects", rules.connects(), policy.name());
            print(text, "grants", rules.grants(), policy.name());
            print(text, "denies", rules.denies(), policy.name());
        });
        return text.toString();
    }

    private static void print(StringBuilder text, String title, List<Rule> rules, String workspace) {
        text.append("    ").append(title).append(':').append(rules.isEmpty() ? " []\n" : "\n");
        for (Rule rule : rules) {
            text.append("      - {effect: ").append(rule.effect());
            text.append(", subject: \"").append(rule.subject().print()).append('"');
            text.append(", scope: ").append(rule.scope().print(workspace));
            if (!rule.condition().sourceCidrs().isEmpty()) {
                text.append(", sourceCidrs: ").append(rule.condition().sourceCidrs());
            }
            if (!rule.condition().claims().isEmpty()) {
                text.append(", claims: \"").append(rule.condition().claims()).append('"');
            }
            text.append(", origin: \"").append(print(rule.origin())).append("\",\n         operations: [");
            text.append(String.join(
                    ", ", rule.operations().stream().map(Operation::print).toList()));
            text.append("]}\n");
        }
    }

    private static String print(Origin origin) {
        return origin.document() + "#" + origin.rule() + "@" + origin.generation();
    }
}
