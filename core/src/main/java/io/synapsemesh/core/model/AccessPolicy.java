package io.synapsemesh.core.model;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.policy.Condition;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.Subject;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// An Allow or a Deny on endpoints of one workspace that admits the document.
///
/// @param origin its rule is the number of the first subject; the others follow
public record AccessPolicy(
        Origin origin,
        Effect effect,
        SortedSet<Endpoint> endpoints,
        SortedSet<Operation> operations,
        List<Subject> subjects,
        Condition condition) {
    public AccessPolicy {
        endpoints = Collections.unmodifiableSortedSet(new TreeSet<>(endpoints));
        operations = Collections.unmodifiableSortedSet(new TreeSet<>(operations));
        subjects = List.copyOf(subjects);
    }
}
