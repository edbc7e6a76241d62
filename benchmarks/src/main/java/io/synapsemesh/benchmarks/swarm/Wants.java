package io.synapsemesh.benchmarks.swarm;

import io.synapsemesh.benchmarks.server.Layout;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one client asks for.
///
/// @param node its `node.id`
/// @param names by type; none is the wildcard
record Wants(String node, SortedMap<TypeUrl, List<String>> names) {
    /// Wildcard clusters, and where its view is its own also the routes of its workspaces by name.
    static Wants of(Layout layout, int number) {
        var names = new TreeMap<TypeUrl, List<String>>();
        names.put(TypeUrl.CLUSTER, List.of());
        if (layout.views() > 1) {
            names.put(
                    TypeUrl.ROUTE,
                    layout.workspaces(number).stream()
                            .map(workspace -> "workspace/analytics/contoso-" + workspace + "/dev/routes")
                            .toList());
        }
        return new Wants(layout.view(number), names);
    }

    /// Secrets by name, each client with a view of its own.
    static Wants secrets(int number, List<String> names) {
        return new Wants("mesh/gateway-" + number, new TreeMap<>(java.util.Map.of(TypeUrl.SECRET, names)));
    }
}
