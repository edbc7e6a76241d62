package io.synapsemesh.demo;

import java.util.List;

/// Where everything of the mesh listens, all on 127.0.0.1.
///
/// @param nightly the sidecar of the workload etl/nightly
/// @param dashboards the sidecar of the workload bi/dashboards
record Places(int gatewayPort, Sidecar nightly, Sidecar dashboards) {
    private static final int WORKSPACES = 2;

    static Places choose(FreePorts ports) {
        int base = ports.inARow(1 + 2 * 3 * WORKSPACES);
        return new Places(
                base,
                sidecar("etl/nightly-sidecar", "etl/nightly", base + 1),
                sidecar("bi/dashboards-sidecar", "bi/dashboards", base + 1 + 3 * WORKSPACES));
    }

    List<Sidecar> sidecars() {
        return List.of(nightly, dashboards);
    }

    private static Sidecar sidecar(String proxy, String workload, int first) {
        return new Sidecar(proxy, workload, first, first + WORKSPACES, first + 2 * WORKSPACES);
    }
}
