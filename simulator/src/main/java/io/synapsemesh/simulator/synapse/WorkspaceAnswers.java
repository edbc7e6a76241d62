package io.synapsemesh.simulator.synapse;

import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Reply;

/// `GET /workspace`: the ARM body of the workspace (a subset of the properties ARM sends).
final class WorkspaceAnswers {
    private WorkspaceAnswers() {}

    static Reply workspace(DevCall call) {
        String name = call.workspace().name();
        var body = Json.MAPPER.createObjectNode();
        body.put("id", call.workspace().resourceId());
        body.put("name", name);
        body.put("type", "Microsoft.Synapse/workspaces");
        body.put("location", "eastus");
        var properties = body.putObject("properties");
        properties
                .putObject("connectivityEndpoints")
                .put("dev", "https://" + name + ".dev.azuresynapse.net")
                .put("sql", name + ".sql.azuresynapse.net")
                .put("sqlOnDemand", name + "-ondemand.sql.azuresynapse.net");
        properties.put("provisioningState", "Succeeded");
        properties.put("publicNetworkAccess", "Enabled");
        properties.putObject("extraProperties").put("WorkspaceType", "Normal").put("IsScopeEnabled", false);
        return Reply.json(200, body);
    }
}
