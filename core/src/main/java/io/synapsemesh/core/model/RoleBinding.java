package io.synapsemesh.core.model;

import io.synapsemesh.core.azure.RoleDefinition;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.policy.Subject;
import java.util.List;

/// A role granted at a scope of one workspace that admits the document.
///
/// @param origin its rule is the number of the first subject; the others follow
public record RoleBinding(Origin origin, RoleDefinition role, Scope scope, List<Subject> subjects) {
    public RoleBinding {
        subjects = List.copyOf(subjects);
    }
}
