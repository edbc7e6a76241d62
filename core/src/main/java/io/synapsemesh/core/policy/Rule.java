package io.synapsemesh.core.policy;

import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.document.Origin;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/// One compiled line of policy on one endpoint: this effect, for this subject, on any of these operations at this
/// scope.
///
/// @param scope where an Allow grants; always the workspace for a Deny
/// @param origin the document and the number of the subject in it
public record Rule(
        Effect effect,
        Subject subject,
        SortedSet<Operation> operations,
        Scope scope,
        Condition condition,
        Origin origin)
        implements Comparable<Rule> {
    private static final Comparator<Rule> ORDER = Comparator.comparing(Rule::effect)
            .thenComparing(Rule::origin)
            .thenComparing(rule -> rule.scope().print("*"))
            .thenComparing(rule -> rule.subject().print())
            .thenComparing(rule -> rule.operations().toString());

    public Rule {
        operations = Collections.unmodifiableSortedSet(new TreeSet<>(operations));
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("a rule is about at least one operation");
        }
    }

    @Override
    public int compareTo(Rule other) {
        return ORDER.compare(this, other);
    }
}
