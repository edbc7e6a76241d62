package io.synapsemesh.xds.render;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.route.Route;
import io.synapsemesh.core.route.RouteTable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Everything a row requires: what the row's metadata says and RBAC reads, so that an edit of policy touches
/// neither routes nor listeners.
///
/// @param all sorted, without repetition
record RequirementSet(List<Requirement> all) {
    /// In the metadata of Envoy's routes.
    static final String KEY = "requires";
    /// What a path that no row knows requires.
    static final String UNKNOWN_ROUTE = DataAction.UNKNOWN_ROUTE.name();
    /// The route answers itself, with an error, and reaches nothing.
    static final String ANSWERED_HERE = "mesh/answeredHere";

    static RequirementSet of(Route route) {
        return new RequirementSet(Requirement.of(route));
    }

    /// By id.
    static SortedMap<String, RequirementSet> allOf(RouteTable table) {
        var sets = new TreeMap<String, RequirementSet>();
        table.routes().stream().map(RequirementSet::of).forEach(set -> sets.put(set.id(), set));
        return sets;
    }

    String id() {
        return all.stream().map(Requirement::id).collect(Collectors.joining("; "));
    }

    boolean requires(DataAction action) {
        return all.stream().anyMatch(requirement -> requirement.action().equals(action));
    }
}
