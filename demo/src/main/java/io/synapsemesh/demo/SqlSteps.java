package io.synapsemesh.demo;

import io.synapsemesh.simulator.Simulator;
import java.io.IOException;

/// The script's part on `sql`: who may connect. A refused connection is closed before anybody dials Synapse.
final class SqlSteps {
    private final Simulator simulator;
    private final Report report;

    SqlSteps(Simulator simulator, Report report) {
        this.simulator = simulator;
        this.report = report;
    }

    void run(Places places) {
        report.row(
                "sql: workload with connect",
                line("contoso", places.dashboards()),
                "allow",
                () -> connect(places.dashboards(), "contoso"));
        report.row(
                "sql: a Deny wins",
                line("fabrikam", places.dashboards()),
                "deny",
                () -> connect(places.dashboards(), "fabrikam"));
        report.row(
                "sql: others are not touched by it",
                line("fabrikam", places.nightly()),
                "allow",
                () -> connect(places.nightly(), "fabrikam"));
    }

    /// `deny` only if nothing was dialled.
    Outcome connect(Sidecar sidecar, String workspace) {
        var endpoint = simulator.workspace(workspace).sql();
        long before = endpoint.connections();
        try (var client = SqlClient.connect(sidecar, workspace)) {
            return new Outcome("allow", client.greet());
        } catch (IOException closed) {
            long dialled = endpoint.connections() - before;
            return new Outcome(
                    dialled == 0 ? "deny" : "closed after " + dialled + " dials",
                    "closed, Synapse dialled " + dialled + " times");
        }
    }

    static String line(String workspace, Sidecar sidecar) {
        return "PRELOGIN " + workspace + ".sql via " + sidecar.workload();
    }
}
