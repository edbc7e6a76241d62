package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.azure.ScopeKind;
import io.synapsemesh.core.path.PercentEncoding;
import io.synapsemesh.core.route.PathTemplate;
import io.synapsemesh.core.route.RequirementTemplate;
import io.synapsemesh.core.route.RequirementTemplate.Place;
import io.synapsemesh.core.route.Route;
import java.util.List;

/// One pair a route requires, with the place of the item's name in the path as a number: rows that require the same
/// thing at the same place share one line of policy, however many they are.
///
/// @param segment where in the path the item's name stands, from 0; -1 if it does not stand there
record Requirement(DataAction action, Place place, int segment) implements Comparable<Requirement> {
    static List<Requirement> of(Route route) {
        return route.requirements().stream()
                .map(requirement -> of(requirement, route.template()))
                .sorted()
                .distinct()
                .toList();
    }

    private static Requirement of(RequirementTemplate requirement, PathTemplate template) {
        int segment = requirement
                .variable()
                .map(variable -> template.segments().indexOf(new PathTemplate.Segment.Variable(variable)))
                .orElse(-1);
        return new Requirement(requirement.action(), requirement.place(), segment);
    }

    /// `artifacts/read`, `bigDataPools/useCompute/action@bigDataPool=#4`, `…@credential=WorkspaceSystemIdentity`.
    String id() {
        return switch (place) {
            case Place.Workspace() -> action.name();
            case Place.FromPath(ScopeKind kind, String ignored) ->
                action.name() + "@" + kind.documentName() + "=#" + segment;
            case Place.Fixed(ScopeKind kind, String name) -> action.name() + "@" + kind.documentName() + "=" + name;
        };
    }

    /// Whether the path names an item that a grant at `granted` covers.
    Principal coveredBy(Scope granted) {
        return switch (granted) {
            case Scope.Workspace() -> Principals.ANY;
            case Scope.Item item ->
                switch (place) {
                    case Place.Workspace() -> Principals.NEVER;
                    case Place.Fixed(ScopeKind kind, String name) ->
                        item.equals(Scope.item(kind, name)) ? Principals.ANY : Principals.NEVER;
                    case Place.FromPath(ScopeKind kind, String ignored) ->
                        kind == item.kind() && segment >= 0 ? inPath(item.name()) : Principals.NEVER;
                };
        };
    }

    /// The path is canonical and of a row with this requirement, so only its one segment is left to compare.
    private Principal inPath(String name) {
        return Principals.path(
                "(?i)(?:/[^/]+){" + segment + "}/" + PathRegex.quote(PercentEncoding.encode(name)) + "(?:/.*)?");
    }

    @Override
    public int compareTo(Requirement other) {
        return id().compareTo(other.id());
    }
}
