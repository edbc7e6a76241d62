package io.synapsemesh.demo;

import java.util.List;

/// A sidecar of the quickstart and where it listens: each port is the first of one for each workspace, in order of
/// name.
///
/// @param proxy `namespace/name` of its MeshProxy
/// @param workload `namespace/service account` it acts for
record Sidecar(String proxy, String workload, int devBase, int sqlBase, int sqlOnDemandBase) {
    private static final List<String> WORKSPACES = List.of("contoso", "fabrikam");

    int dev(String workspace) {
        return devBase + WORKSPACES.indexOf(workspace);
    }

    int sql(String workspace) {
        return sqlBase + WORKSPACES.indexOf(workspace);
    }
}
