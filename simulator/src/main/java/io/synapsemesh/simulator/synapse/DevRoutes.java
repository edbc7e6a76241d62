package io.synapsemesh.simulator.synapse;

import java.util.ArrayList;
import java.util.List;

/// The routes of a workspace's `dev` endpoint with what each requires: paths from the public REST specifications,
/// actions from azure-docs' synapse-workspace-understand-what-role-you-need.md.
///
/// A second opinion on purpose: the mesh has a table of its own, and neither is made from the other.
final class DevRoutes {
    private static final Need READ = Need.of("read");
    private static final Need ARTIFACTS = Need.of("artifacts/read");
    private static final Need OUTPUTS = Need.of("pipelines/viewOutputs/action");
    private static final Need SYSTEM_IDENTITY =
            new Need("credentials/useSecret/action", "credentials/WorkspaceSystemIdentity");
    private static final Need POOL = new Need("bigDataPools/useCompute/action", "bigDataPools/{pool}");
    private static final Need POOL_READ = new Need("read", "bigDataPools/{pool}");
    private static final String LIVY = "/livyApi/versions/{version}/sparkPools/{pool}";

    private final List<DevRoute> routes = new ArrayList<>();

    private DevRoutes() {}

    static List<DevRoute> all() {
        var table = new DevRoutes();
        table.access();
        table.legacyAccess();
        table.inventory();
        table.artifacts();
        table.pipelines();
        table.livy();
        return List.copyOf(table.routes);
    }

    private void access() {
        get("/roleDefinitions", READ, RbacAnswers::roleDefinitions);
        get("/roleDefinitions/{id}", READ, RbacAnswers::roleDefinition);
        get("/rbacScopes", READ, RbacAnswers::scopes);
        get("/roleAssignments", READ, RbacAnswers::list);
        get("/roleAssignments/{id}", READ, RbacAnswers::one);
        add("PUT", "/roleAssignments/{id}", Need.of("roleAssignments/write"), RbacAnswers::put);
        add("DELETE", "/roleAssignments/{id}", Need.of("roleAssignments/delete"), RbacAnswers::delete);
        add("POST", "/checkAccessSynapseRbac", READ, RbacAnswers::checkAccess);
    }

    private void legacyAccess() {
        get("/rbac/roles", READ, LegacyRbacAnswers::roles);
        get("/rbac/roles/{id}", READ, LegacyRbacAnswers::role);
        get("/rbac/roleAssignments", READ, LegacyRbacAnswers::list);
        get("/rbac/roleAssignments/{id}", READ, LegacyRbacAnswers::one);
        add("POST", "/rbac/roleAssignments", Need.of("roleAssignments/write"), LegacyRbacAnswers::create);
        add("DELETE", "/rbac/roleAssignments/{id}", Need.of("roleAssignments/delete"), LegacyRbacAnswers::delete);
    }

    private void inventory() {
        get("/workspace", READ, WorkspaceAnswers::workspace);
        for (String kind : List.of("sqlPools", "bigDataPools", "integrationRuntimes")) {
            get("/" + kind, READ, ArtifactAnswers.list(kind));
            get("/" + kind + "/{name}", READ, ArtifactAnswers.one(kind));
        }
    }

    private void artifacts() {
        for (String kind : List.of(
                "pipelines",
                "notebooks",
                "sqlScripts",
                "sparkJobDefinitions",
                "datasets",
                "dataFlows",
                "triggers",
                "libraries",
                "sparkConfigurations",
                "kqlScripts")) {
            get("/" + kind, ARTIFACTS, ArtifactAnswers.list(kind));
            item(kind, ARTIFACTS);
        }
        for (String kind : List.of("linkedServices", "credentials")) {
            get("/" + kind, READ, ArtifactAnswers.list(kind));
            item(kind, ARTIFACTS);
        }
        get("/notebooksSummary", ARTIFACTS, ArtifactAnswers.list("notebooks"));
    }

    private void item(String kind, Need read) {
        Need write = Need.of(kind + "/write");
        get("/" + kind + "/{name}", read, ArtifactAnswers.one(kind));
        add("PUT", "/" + kind + "/{name}", write, ArtifactAnswers.put(kind));
        add("POST", "/" + kind + "/{name}/rename", write, ArtifactAnswers.rename(kind));
        add("DELETE", "/" + kind + "/{name}", Need.of(kind + "/delete"), ArtifactAnswers.delete(kind));
    }

    private void pipelines() {
        var run = List.of(READ, SYSTEM_IDENTITY);
        routes.add(DevRoute.of("POST", "/pipelines/{name}/createRun", run, PipelineAnswers::createRun));
        get("/pipelineruns/{runId}", OUTPUTS, PipelineAnswers::run);
        add("POST", "/pipelineruns/{runId}/cancel", Need.of("cancelPipelineRun/action"), PipelineAnswers::cancel);
        add("POST", "/queryPipelineRuns", OUTPUTS, PipelineAnswers::query);
        add("POST", "/queryTriggerRuns", OUTPUTS, PipelineAnswers::none);
        add("POST", "/pipelines/{name}/pipelineruns/{runId}/queryActivityruns", OUTPUTS, PipelineAnswers::none);
        var trigger = List.of(Need.of("triggers/write"), SYSTEM_IDENTITY);
        routes.add(DevRoute.of("POST", "/triggers/{name}/start", trigger, PipelineAnswers.trigger("Started")));
        routes.add(DevRoute.of("POST", "/triggers/{name}/stop", trigger, PipelineAnswers.trigger("Stopped")));
    }

    private void livy() {
        for (String kind : List.of("sessions", "batches")) {
            var answers = new LivyAnswers(kind);
            get(LIVY + "/" + kind, POOL_READ, answers::list);
            add("POST", LIVY + "/" + kind, POOL, answers::create);
            get(LIVY + "/" + kind + "/{id}", POOL_READ, answers::one);
            add("DELETE", LIVY + "/" + kind + "/{id}", POOL, answers::cancel);
        }
        String session = LIVY + "/sessions/{id}";
        add("PUT", session + "/reset-timeout", POOL, LivyAnswers::resetTimeout);
        add("POST", session + "/statements", POOL, LivyAnswers::createStatement);
        get(session + "/statements", POOL, LivyAnswers::statements);
        get(session + "/statements/{statement}", POOL, LivyAnswers::statement);
        add("POST", session + "/statements/{statement}/cancel", POOL, LivyAnswers::cancelStatement);
    }

    private void get(String template, Need need, DevAnswer answer) {
        add("GET", template, need, answer);
    }

    private void add(String method, String template, Need need, DevAnswer answer) {
        routes.add(DevRoute.of(method, template, List.of(need), answer));
    }
}
