package io.synapsemesh.core.azure;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A Synapse role: a name, its data actions, and the kinds of item it can be assigned at below the workspace.
///
/// @param id the role's GUID in lower case; empty for a role that only exists in the mesh
/// @param itemKinds empty for a role that can be assigned at the workspace alone
public record RoleDefinition(
        String name, Optional<String> id, SortedSet<DataAction> dataActions, SortedSet<ScopeKind> itemKinds) {
    public RoleDefinition {
        dataActions = Collections.unmodifiableSortedSet(new TreeSet<>(dataActions));
        itemKinds = Collections.unmodifiableSortedSet(new TreeSet<>(itemKinds));
        if (dataActions.isEmpty()) {
            throw new IllegalArgumentException("a role has at least one data action: " + name);
        }
    }

    public static RoleDefinition of(
            String name, Optional<String> id, Collection<DataAction> dataActions, Set<ScopeKind> itemKinds) {
        return new RoleDefinition(name, id, new TreeSet<>(dataActions), new TreeSet<>(itemKinds));
    }

    /// Whether Synapse lets this role be assigned there.
    public boolean isAssignableAt(Scope scope) {
        return switch (scope) {
            case Scope.Workspace() -> true;
            case Scope.Item(ScopeKind kind, String ignored) -> itemKinds.contains(kind);
        };
    }
}
