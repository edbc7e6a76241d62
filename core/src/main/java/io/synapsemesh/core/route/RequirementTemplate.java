package io.synapsemesh.core.route;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.path.PercentEncoding;
import java.util.Map;
import java.util.Optional;

/// One pair a route requires, before the path's variables are known.
public record RequirementTemplate(DataAction action, Place place) {
    /// Where the action is required.
    public sealed interface Place {
        /// At the workspace: also where only the body or a stored object names the item (rules.md A).
        record Workspace() implements Place {}

        /// At the item whose name stands in the path.
        record FromPath(ScopeKind kind, String variable) implements Place {}

        /// At an item whose name is always the same.
        record Fixed(ScopeKind kind, String name) implements Place {}
    }

    /// The path variable that names the item, if one does.
    public Optional<String> variable() {
        return place instanceof Place.FromPath fromPath ? Optional.of(fromPath.variable()) : Optional.empty();
    }

    RequiredPair bind(Map<String, String> values) {
        Scope scope = switch (place) {
            case Place.Workspace() -> Scope.WORKSPACE;
            case Place.FromPath(ScopeKind kind, String variable) -> {
                String value = values.get(variable);
                if (value == null) {
                    throw new IllegalStateException("the template has no {" + variable + "}");
                }
                yield Scope.item(kind, PercentEncoding.decode(value));
            }
            case Place.Fixed(ScopeKind kind, String name) -> Scope.item(kind, name);
        };
        return new RequiredPair(action, scope);
    }

    @Override
    public String toString() {
        return switch (place) {
            case Place.Workspace() -> action.name();
            case Place.FromPath(ScopeKind kind, String variable) ->
                action.name() + " @ " + kind.documentName() + "={" + variable + "}";
            case Place.Fixed(ScopeKind kind, String name) -> action.name() + " @ " + kind.documentName() + "=" + name;
        };
    }
}
