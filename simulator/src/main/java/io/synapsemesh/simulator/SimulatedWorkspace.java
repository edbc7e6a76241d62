package io.synapsemesh.simulator;

import io.synapsemesh.simulator.synapse.WorkspaceState;
import io.synapsemesh.simulator.tds.SynapseSqlFake;

/// One workspace of a running [Simulator]: real host names, loopback ports.
///
/// @param devPort shared by all workspaces; the two SQL endpoints have a port each, as TDS carries no name in the clear
public record SimulatedWorkspace(
        String name, WorkspaceState state, int devPort, SynapseSqlFake sql, SynapseSqlFake sqlOnDemand) {
    static final String SUFFIX = ".azuresynapse.net";

    public String devHost() {
        return name + ".dev" + SUFFIX;
    }

    public String sqlHost() {
        return name + ".sql" + SUFFIX;
    }

    public String sqlOnDemandHost() {
        return name + "-ondemand.sql" + SUFFIX;
    }
}
