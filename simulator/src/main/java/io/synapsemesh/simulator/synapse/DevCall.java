package io.synapsemesh.simulator.synapse;

import io.synapsemesh.simulator.http.Call;
import java.util.Map;

/// A request that matched a route: `path` holds the decoded variables of its template.
record DevCall(WorkspaceState workspace, Call http, Map<String, String> path) {
    String variable(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no variable {" + name + "}");
        }
        return value;
    }
}
