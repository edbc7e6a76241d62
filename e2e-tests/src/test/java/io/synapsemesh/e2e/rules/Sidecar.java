package io.synapsemesh.e2e.rules;

import java.util.List;

/// One sidecar of a mesh and where it listens: each endpoint kind has one port for each workspace, in order of name.
///
/// @param proxy `namespace/name` of its MeshProxy
/// @param serviceAccount `namespace/name` of the workload it acts for
/// @param workspaces sorted
record Sidecar(String proxy, String serviceAccount, int firstPort, List<String> workspaces) {
    int dev(String workspace) {
        return firstPort + index(workspace);
    }

    int sql(String workspace) {
        return firstPort + workspaces.size() + index(workspace);
    }

    int sqlOnDemand(String workspace) {
        return firstPort + 2 * workspaces.size() + index(workspace);
    }

    String namespace() {
        return proxy.substring(0, proxy.indexOf('/'));
    }

    /// The path of its identity, below the trust domain.
    String identityPath() {
        String[] parts = serviceAccount.split("/", 2);
        return "/ns/" + parts[0] + "/sa/" + parts[1];
    }

    private int index(String workspace) {
        int index = workspaces.indexOf(workspace);
        if (index < 0) {
            throw new IllegalArgumentException(proxy + " is attached to " + workspaces + ", not " + workspace);
        }
        return index;
    }
}
