package io.synapsemesh.core.azure;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The ten built-in Synapse roles with the data actions and scopes that `GET /roleDefinitions` answered when it was
/// recorded (azure-sdk-for-js, synapse-access-control-rest recordings, 2021-10). Microsoft's prose differs from the
/// wire in
/// places; the wire is what is enforced. "Synapse Monitoring Operator" (2022) has no recorded GUID: a SynapseRouteTable
/// adds it.
///
/// Short forms: `W(x)` is x/write and x/delete, `C(x)` is x/useCompute/action and x/viewLogs/action, `OUT` the outputs
/// of
/// notebooks and pipelines, `ART` the writes of every artifact, `LINK` all of linkConnections.
final class BuiltInRoles {
    private static final List<String> ARTIFACTS = List.of(
            "notebooks",
            "sparkJobDefinitions",
            "sqlScripts",
            "dataFlows",
            "pipelines",
            "triggers",
            "datasets",
            "linkedServices",
            "credentials",
            "libraries",
            "kqlScripts",
            "sparkConfigurations");

    private static final Set<ScopeKind> NONE = EnumSet.noneOf(ScopeKind.class);
    private static final Set<ScopeKind> COMPUTE =
            EnumSet.of(ScopeKind.BIG_DATA_POOL, ScopeKind.SCOPE_POOL, ScopeKind.INTEGRATION_RUNTIME);
    private static final Set<ScopeKind> SECRETS = EnumSet.of(ScopeKind.LINKED_SERVICE, ScopeKind.CREDENTIAL);
    private static final Set<ScopeKind> ALL_ITEMS = EnumSet.allOf(ScopeKind.class);

    static final List<RoleDefinition> ALL = List.of(
            role("Synapse Administrator", "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78", ALL_ITEMS, """
                    read W(roleAssignments) W(managedPrivateEndpoints) C(bigDataPools) C(scopePools) C(integrationRuntimes)
                    artifacts/read ART W(scopeJobDefinitions) cancelPipelineRun/action OUT linkedServices/useSecret/action
                    credentials/useSecret/action LINK"""),
            role("Synapse Contributor", "7572bffe-f453-4b66-912a-46cc5ef38fda", COMPUTE, """
                    read C(bigDataPools) C(scopePools) C(integrationRuntimes) artifacts/read ART cancelPipelineRun/action
                    OUT LINK"""),
            role("Synapse Artifact Publisher", "05930f57-09a3-4c0d-9fa9-6d1eb91c178b", NONE, """
                    read artifacts/read ART W(scopeJobDefinitions) OUT"""),
            role("Synapse Artifact User", "53faaa0e-40b6-40c8-a2ff-e38f2d388875", NONE, """
                    read artifacts/read OUT"""),
            role("Synapse Compute Operator", "e3844cc7-4670-42cb-9349-9bdac1ee7881", COMPUTE, """
                    read C(bigDataPools) C(scopePools) C(integrationRuntimes) cancelPipelineRun/action
                    linkConnections/read linkConnections/useCompute/action"""),
            role("Synapse Credential User", "5eb298b4-692c-4241-9cf0-f58a3b42bb25", SECRETS, """
                    read linkedServices/useSecret/action credentials/useSecret/action"""),
            role("Synapse Linked Data Manager", "dd665582-e433-40ca-b183-1b1b33e73375", NONE, """
                    read W(managedPrivateEndpoints) W(linkedServices) W(credentials)"""),
            role("Synapse User", "2a385764-43e8-416c-9825-7b18d05a2c4b", ALL_ITEMS, """
                    read"""),
            role("Apache Spark Administrator", "c3a6d2f1-a26f-4810-9b0f-591308d5cbf1", NONE, """
                    read C(bigDataPools) artifacts/read W(notebooks) W(sparkJobDefinitions) W(linkedServices)
                    W(credentials) W(libraries) notebooks/viewOutputs/action"""),
            role("Synapse SQL Administrator", "7af0c69a-a548-47d6-aea3-d00e69bd83aa", NONE, """
                    read artifacts/read W(sqlScripts) W(linkedServices) W(credentials)"""));

    private BuiltInRoles() {}

    private static RoleDefinition role(String name, String id, Set<ScopeKind> itemKinds, String actions) {
        var expanded = new ArrayList<DataAction>();
        for (String word : Splitter.onPattern("\\s+").omitEmptyStrings().split(actions)) {
            expand(word).stream().map(DataAction::parse).forEach(expanded::add);
        }
        return RoleDefinition.of(name, Optional.of(id), expanded, itemKinds);
    }

    private static List<String> expand(String word) {
        return switch (word) {
            case "ART" ->
                ARTIFACTS.stream()
                        .flatMap(type -> expand("W(" + type + ")").stream())
                        .toList();
            case "OUT" -> List.of("notebooks/viewOutputs/action", "pipelines/viewOutputs/action");
            case "LINK" ->
                List.of(
                        "linkConnections/read",
                        "linkConnections/write",
                        "linkConnections/delete",
                        "linkConnections/useCompute/action");
            default -> {
                if (!word.endsWith(")")) {
                    yield List.of(word);
                }
                String type = word.substring(2, word.length() - 1);
                yield word.startsWith("W")
                        ? List.of(type + "/write", type + "/delete")
                        : List.of(type + "/useCompute/action", type + "/viewLogs/action");
            }
        };
    }
}
