package io.synapsemesh.core.route;

import com.google.common.base.Splitter;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.ScopeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The routes of Synapse's `dev` endpoint and what each requires.
///
/// Paths and verbs: Microsoft.Synapse data-plane specifications (2020-12-01 stable, 2019-11-01-preview Livy) and their
/// generated clients. Actions: Microsoft Learn, "Understand the roles required to perform common tasks in Azure
/// Synapse".
/// Lines marked `~` have no row there and are derived from the neighbouring ones. A line whose item only the body or a
/// stored object names requires the action at the workspace.
final class BuiltInRoutes {
    private static final String USE_IDENTITY = "credentials/useSecret/action @ credential=WorkspaceSystemIdentity";

    private static final String TEXT = """
            GET    /workspace                                                       = read
            GET    /sqlPools                                                        = read
            GET    /sqlPools/{name}                                                 = read
            GET    /bigDataPools                                                    = read
            GET    /bigDataPools/{name}                                             = read
            GET    /integrationRuntimes                                             = read
            GET    /integrationRuntimes/{name}                                      = read
            GET    /managedVirtualNetworks/{network}/managedPrivateEndpoints        = read
            GET    /managedVirtualNetworks/{network}/managedPrivateEndpoints/{name} = read
            PUT    /managedVirtualNetworks/{network}/managedPrivateEndpoints/{name} = managedPrivateEndpoints/write
            DELETE /managedVirtualNetworks/{network}/managedPrivateEndpoints/{name} = managedPrivateEndpoints/delete
            GET    /linkedservices                                                  = read
            GET  ~ /linkedservices/{name}                   = artifacts/read
            PUT    /linkedservices/{name}                   = linkedServices/write
            DELETE /linkedservices/{name}                   = linkedServices/delete
            POST ~ /linkedservices/{name}/rename            = linkedServices/write
            GET  ~ /credentials                             = artifacts/read
            GET  ~ /credentials/{name}                      = artifacts/read
            PUT    /credentials/{name}                      = credentials/write
            DELETE /credentials/{name}                      = credentials/delete
            POST   /pipelines/{name}/createRun              = read; $IDENTITY
            GET    /pipelineruns/{run}                      = pipelines/viewOutputs/action
            POST   /pipelineruns/{run}/cancel               = cancelPipelineRun/action
            POST   /queryPipelineRuns                       = pipelines/viewOutputs/action
            POST   /pipelines/{name}/pipelineruns/{run}/queryActivityruns = pipelines/viewOutputs/action
            POST   /queryTriggerRuns                        = pipelines/viewOutputs/action
            POST ~ /triggers/{name}/start                   = triggers/write; $IDENTITY
            POST ~ /triggers/{name}/stop                    = triggers/write; $IDENTITY
            POST ~ /triggers/{name}/subscribeToEvents       = triggers/write; $IDENTITY
            POST ~ /triggers/{name}/unsubscribeFromEvents   = triggers/write; $IDENTITY
            POST   /sparkJobDefinitions/{name}/execute      = bigDataPools/useCompute/action
            POST   /debugSparkJobDefinition                 = bigDataPools/useCompute/action
            POST ~ /createDataFlowDebugSession              = integrationRuntimes/useCompute/action; $IDENTITY
            POST ~ /addDataFlowToDebugSession               = integrationRuntimes/useCompute/action; $IDENTITY
            POST ~ /executeDataFlowDebugCommand             = integrationRuntimes/useCompute/action; $IDENTITY
            GET    /livyApi/versions/{v}/sparkPools/{pool}/batches                          = read
            GET    /livyApi/versions/{v}/sparkPools/{pool}/sessions                          = read
            GET    /livyApi/versions/{v}/sparkPools/{pool}/batches/{id}                     = read
            GET    /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}                     = read
            POST   /livyApi/versions/{v}/sparkPools/{pool}/batches                         = $COMPUTE
            DELETE /livyApi/versions/{v}/sparkPools/{pool}/batches/{id}                    = $COMPUTE
            POST   /livyApi/versions/{v}/sparkPools/{pool}/sessions                        = $COMPUTE
            DELETE /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}                   = $COMPUTE
            PUT    /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}/reset-timeout     = $COMPUTE
            POST   /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}/statements        = $COMPUTE
            GET  ~ /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}/statements        = $COMPUTE
            GET  ~ /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}/statements/{s}    = $COMPUTE
            POST   /livyApi/versions/{v}/sparkPools/{pool}/sessions/{id}/statements/{s}/cancel = $COMPUTE
            GET    /sparkhistory/api/v1/sparkpools/{pool}/livyid/{id}/applications/{app}/driverlog/{rest*} = $LOGS
            GET    /monitoring/workloadTypes/spark/Applications  = read
            GET    /roleAssignments                         = read
            GET    /roleAssignments/{id}                    = read
            PUT    /roleAssignments/{id}                    = roleAssignments/write
            DELETE /roleAssignments/{id}                    = roleAssignments/delete
            GET    /roleDefinitions                         = read
            GET    /roleDefinitions/{id}                    = read
            GET    /rbacScopes                              = read
            POST ~ /checkAccessSynapseRbac                  = read
            GET    /rbac/roles                              = read
            GET    /rbac/roles/{id}                         = read
            GET    /rbac/roleAssignments                    = read
            GET    /rbac/roleAssignments/{id}               = read
            POST   /rbac/roleAssignments                    = roleAssignments/write
            DELETE /rbac/roleAssignments/{id}               = roleAssignments/delete
            """;

    /// Collections of artifacts that all behave alike: list and open, write and rename, delete.
    private static final List<String> ARTIFACTS = List.of(
            "pipelines",
            "notebooks",
            "sqlScripts",
            "sparkJobDefinitions",
            "datasets",
            "dataflows:dataFlows",
            "triggers",
            "libraries",
            "sparkconfigurations:sparkConfigurations",
            "kqlScripts");

    private static final String ARTIFACT_TEXT = """
            GET    /$PATH               = artifacts/read
            GET    /$PATH/{name}        = artifacts/read
            PUT    /$PATH/{name}        = $TYPE/write
            DELETE /$PATH/{name}        = $TYPE/delete
            POST ~ /$PATH/{name}/rename = $TYPE/write
            """;

    static final RouteTable TABLE = RouteTable.of(parseAll());

    private BuiltInRoutes() {}

    private static List<Route> parseAll() {
        var text = new StringBuilder(TEXT);
        for (String artifact : ARTIFACTS) {
            int colon = artifact.indexOf(':');
            String path = colon < 0 ? artifact : artifact.substring(0, colon);
            String type = colon < 0 ? artifact : artifact.substring(colon + 1);
            text.append(ARTIFACT_TEXT.replace("$PATH", path).replace("$TYPE", type));
        }
        text.append("GET /notebooksSummary = artifacts/read\n");
        String filled = text.toString()
                .replace("$IDENTITY", USE_IDENTITY)
                .replace("$COMPUTE", "bigDataPools/useCompute/action @ bigDataPool={pool}")
                .replace("$LOGS", "bigDataPools/viewLogs/action @ bigDataPool={pool}");
        return filled.lines().map(BuiltInRoutes::parse).toList();
    }

    private static Route parse(String line) {
        List<String> sides = Splitter.on(" = ").trimResults().splitToList(line);
        List<String> left =
                Splitter.on(' ').omitEmptyStrings().splitToList(sides.get(0).replace(" ~ ", " "));
        var requirements = new ArrayList<RequirementTemplate>();
        for (String requirement : Splitter.on(';').trimResults().split(sides.get(1))) {
            requirements.add(parseRequirement(requirement));
        }
        return new Route(
                new TreeSet<>(List.of(left.get(0))), PathTemplate.parse(left.get(1)), requirements, Optional.empty());
    }

    private static RequirementTemplate parseRequirement(String text) {
        List<String> parts = Splitter.on(" @ ").splitToList(text);
        DataAction action = DataAction.parse(parts.get(0));
        if (parts.size() == 1) {
            return new RequirementTemplate(action, new RequirementTemplate.Place.Workspace());
        }
        List<String> scope = Splitter.on('=').splitToList(parts.get(1));
        ScopeKind kind = ScopeKind.byDocumentName(scope.get(0)).orElseThrow();
        String item = scope.get(1);
        return new RequirementTemplate(
                action,
                item.startsWith("{")
                        ? new RequirementTemplate.Place.FromPath(kind, item.substring(1, item.length() - 1))
                        : new RequirementTemplate.Place.Fixed(kind, item));
    }
}
