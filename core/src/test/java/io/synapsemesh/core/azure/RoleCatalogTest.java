package io.synapsemesh.core.azure;

import static io.synapsemesh.core.azure.ScopeKind.BIG_DATA_POOL;
import static io.synapsemesh.core.azure.ScopeKind.CREDENTIAL;
import static io.synapsemesh.core.azure.ScopeKind.INTEGRATION_RUNTIME;
import static io.synapsemesh.core.azure.ScopeKind.LINKED_SERVICE;
import static io.synapsemesh.core.azure.ScopeKind.SCOPE_POOL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The ten roles with their actions written out, as the recorded answers list them (facts, A3).
final class RoleCatalogTest {
    private static final RoleCatalog CATALOG = RoleCatalog.builtIn();
    private static final Set<ScopeKind> COMPUTE = Set.of(BIG_DATA_POOL, SCOPE_POOL, INTEGRATION_RUNTIME);
    private static final Set<ScopeKind> ALL = Set.of(ScopeKind.values());

    private static final String POOLS = "bigDataPools/useCompute/action bigDataPools/viewLogs/action"
            + " scopePools/useCompute/action scopePools/viewLogs/action"
            + " integrationRuntimes/useCompute/action integrationRuntimes/viewLogs/action";
    private static final String OUTPUTS = "notebooks/viewOutputs/action pipelines/viewOutputs/action";
    private static final String LINKS =
            "linkConnections/read linkConnections/write linkConnections/delete" + " linkConnections/useCompute/action";
    private static final String ARTIFACTS = "notebooks/write notebooks/delete sparkJobDefinitions/write"
            + " sparkJobDefinitions/delete sqlScripts/write sqlScripts/delete dataFlows/write dataFlows/delete"
            + " pipelines/write pipelines/delete triggers/write triggers/delete datasets/write datasets/delete"
            + " linkedServices/write linkedServices/delete credentials/write credentials/delete libraries/write"
            + " libraries/delete kqlScripts/write kqlScripts/delete sparkConfigurations/write"
            + " sparkConfigurations/delete";

    static Stream<Arguments> roles() {
        return Stream.of(
                role(
                        "Synapse Administrator",
                        "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78",
                        ALL,
                        "read",
                        POOLS,
                        OUTPUTS,
                        LINKS,
                        ARTIFACTS,
                        "artifacts/read roleAssignments/write roleAssignments/delete",
                        "managedPrivateEndpoints/write managedPrivateEndpoints/delete scopeJobDefinitions/write",
                        "scopeJobDefinitions/delete cancelPipelineRun/action linkedServices/useSecret/action",
                        "credentials/useSecret/action"),
                role(
                        "Synapse Contributor",
                        "7572bffe-f453-4b66-912a-46cc5ef38fda",
                        COMPUTE,
                        "read artifacts/read",
                        POOLS,
                        OUTPUTS,
                        LINKS,
                        ARTIFACTS,
                        "cancelPipelineRun/action"),
                role(
                        "Synapse Artifact Publisher",
                        "05930f57-09a3-4c0d-9fa9-6d1eb91c178b",
                        Set.of(),
                        "read artifacts/read",
                        OUTPUTS,
                        ARTIFACTS,
                        "scopeJobDefinitions/write scopeJobDefinitions/delete"),
                role(
                        "Synapse Artifact User",
                        "53faaa0e-40b6-40c8-a2ff-e38f2d388875",
                        Set.of(),
                        "read artifacts/read",
                        OUTPUTS),
                role(
                        "Synapse Compute Operator",
                        "e3844cc7-4670-42cb-9349-9bdac1ee7881",
                        COMPUTE,
                        "read",
                        POOLS,
                        "cancelPipelineRun/action linkConnections/read linkConnections/useCompute/action"),
                role(
                        "Synapse Credential User",
                        "5eb298b4-692c-4241-9cf0-f58a3b42bb25",
                        Set.of(LINKED_SERVICE, CREDENTIAL),
                        "read linkedServices/useSecret/action credentials/useSecret/action"),
                role(
                        "Synapse Linked Data Manager",
                        "dd665582-e433-40ca-b183-1b1b33e73375",
                        Set.of(),
                        "read managedPrivateEndpoints/write managedPrivateEndpoints/delete linkedServices/write",
                        "linkedServices/delete credentials/write credentials/delete"),
                role("Synapse User", "2a385764-43e8-416c-9825-7b18d05a2c4b", ALL, "read"),
                role(
                        "Apache Spark Administrator",
                        "c3a6d2f1-a26f-4810-9b0f-591308d5cbf1",
                        Set.of(),
                        "read artifacts/read bigDataPools/useCompute/action bigDataPools/viewLogs/action",
                        "notebooks/write notebooks/delete sparkJobDefinitions/write sparkJobDefinitions/delete",
                        "linkedServices/write linkedServices/delete credentials/write credentials/delete",
                        "libraries/write libraries/delete notebooks/viewOutputs/action"),
                role(
                        "Synapse SQL Administrator",
                        "7af0c69a-a548-47d6-aea3-d00e69bd83aa",
                        Set.of(),
                        "read artifacts/read sqlScripts/write sqlScripts/delete linkedServices/write",
                        "linkedServices/delete credentials/write credentials/delete"));
    }

    private static Arguments role(String name, String id, Set<ScopeKind> itemKinds, String... actions) {
        return Arguments.of(
                name, id, itemKinds, List.of(String.join(" ", actions).split(" ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("roles")
    void holdsEachRoleAsRecorded(String name, String id, Set<ScopeKind> itemKinds, List<String> actions) {
        RoleDefinition role = CATALOG.find(name).orElseThrow();
        assertThat(role.id()).contains(id);
        assertThat(role.itemKinds()).containsExactlyInAnyOrderElementsOf(itemKinds);
        assertThat(role.dataActions().stream().map(DataAction::name))
                .containsExactlyInAnyOrderElementsOf(new TreeSet<>(actions));
        assertThat(role.isAssignableAt(Scope.WORKSPACE)).isTrue();
        Arrays.stream(ScopeKind.values())
                .forEach(kind ->
                        assertThat(role.isAssignableAt(Scope.item(kind, "x"))).isEqualTo(itemKinds.contains(kind)));
    }

    @Test
    void holdsTenRolesByName() {
        assertThat(CATALOG.roles()).hasSize(10);
        assertThat(CATALOG.roles().stream().map(RoleDefinition::name)).isSorted();
    }

    @Test
    void findsARoleByNameOrGuidWithoutCase() {
        Optional<RoleDefinition> user = CATALOG.find("synapse USER");
        assertThat(user).isPresent();
        assertThat(CATALOG.find("2A385764-43E8-416C-9825-7B18D05A2C4B")).isEqualTo(user);
        assertThat(CATALOG.find("Synapse Monitoring Operator")).isEmpty();
    }

    @Test
    void noRoleHoldsAnActionOfTheMesh() {
        assertThat(CATALOG.roles())
                .noneMatch(role -> role.dataActions().stream()
                        .anyMatch(action -> action.name().startsWith("mesh/")));
    }

    @Test
    void anAddedRoleTakesThePlaceOfItsNamesakeAndNoOther() {
        var added = RoleDefinition.of("synapse user", Optional.empty(), List.of(DataAction.READ), Set.of());
        RoleCatalog catalog = CATALOG.with(List.of(added));
        assertThat(catalog.find("Synapse User")).contains(added);
        assertThat(catalog.roles()).hasSize(10);
        assertThat(CATALOG.find("Synapse User").map(RoleDefinition::itemKinds).map(Set::size))
                .contains(5);
    }

    @Test
    void anAddedRoleCannotTakeTheGuidOfAnother() {
        String administrator = "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78";
        var impostor = RoleDefinition.of(
                administrator, Optional.empty(), List.of(DataAction.parse("artifacts/read")), Set.of());
        assertThat(CATALOG.with(List.of(impostor)).find(administrator).map(RoleDefinition::name))
                .contains("Synapse Administrator");
    }
}
