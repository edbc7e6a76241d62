package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.synapse.RoleAssignment;
import io.synapsemesh.simulator.synapse.WorkspaceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The shapes of role definitions and assignments, byte by byte where a recording gave the bytes.
final class RbacWireTest {
    private static final String ALICE = "22222222-2222-2222-2222-222222222222";
    private static final String NEW_ID = "50f3ab49-a50e-4e81-bdca-92672423ee03";

    private final Simulator simulator = Simulator.start(List.of("ws1"));
    private final Browser browser = new Browser(simulator);
    private final WorkspaceState state = simulator.workspace("ws1").state();
    private String token = "";

    @BeforeEach
    void mint() {
        token = simulator.synapseToken(ALICE);
    }

    @AfterEach
    void close() {
        browser.close();
        simulator.close();
    }

    @Test
    void listsAssignmentsAsRecordedWithOneRowThatLacksItsPrincipalType() throws Exception {
        state.put(new RoleAssignment(
                "d3454554-b137-4f10-820d-f66f048c0341",
                "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78",
                "35ac9d32-a8ca-4324-9393-d4000746f07c",
                "workspaces/ws1",
                "User"));
        state.put(new RoleAssignment(
                "cb9deb8e-6453-4145-9d82-14edf872ebe6",
                "2a385764-43e8-416c-9825-7b18d05a2c4b",
                "cf28f607-5e8c-4d59-b341-f4e3422ec4b9",
                "workspaces/ws1",
                null));
        var reply = browser.get("ws1", "/roleAssignments?api-version=2020-12-01", token);
        assertThat(reply.body()).isEqualTo(Wire.body("role-assignments.json"));
        assertThat(reply.headers().firstValue("x-ms-continuation")).hasValue("");
    }

    @Test
    void createsReadsAndDeletesAnAssignmentAsRecorded() throws Exception {
        String target = "/roleAssignments/" + NEW_ID + "?api-version=2020-12-01";
        var put = browser.send("PUT", "ws1", target, token, Wire.body("role-assignment-put-request.json"));
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.body()).isEqualTo(Wire.body("role-assignment-put-reply.json"));
        assertThat(browser.get("ws1", target, token).body()).isEqualTo(put.body());
        assertThat(browser.send("DELETE", "ws1", target, token, "").statusCode())
                .isEqualTo(200);
        assertThat(browser.send("DELETE", "ws1", target, token, "").statusCode())
                .isEqualTo(204);
        assertThat(browser.get("ws1", target, token).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAnAssignmentOutsideTheWorkspace() throws Exception {
        String body = Wire.body("role-assignment-put-request.json").replace("workspaces/ws1", "workspaces/ws10");
        var put = browser.send("PUT", "ws1", "/roleAssignments/" + NEW_ID, token, body);
        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(state.assignments()).isEmpty();
    }

    @Test
    void pagesAssignmentsByContinuationHeaderUntilItIsEmpty() throws Exception {
        for (int row = 0; row < 5; row++) {
            state.assign("Synapse User", "00000000-0000-0000-0000-00000000000" + row, "User", "");
        }
        state.pageSize(2);
        var sizes = new ArrayList<Integer>();
        var seen = new ArrayList<String>();
        String continuation = "";
        do {
            var request = browser.dev("ws1", "/roleAssignments").header("Authorization", "Bearer " + token);
            if (!continuation.isEmpty()) {
                request.header("x-ms-continuation", continuation);
            }
            var reply = browser.send(request);
            JsonNode body = Json.MAPPER.readTree(reply.body());
            sizes.add(body.get("count").intValue());
            body.get("value").forEach(value -> seen.add(value.get("id").textValue()));
            continuation = reply.headers().firstValue("x-ms-continuation").orElseThrow();
        } while (!continuation.isEmpty() && sizes.size() < 10);
        assertThat(sizes).containsExactly(2, 2, 1);
        assertThat(seen)
                .containsExactlyElementsOf(
                        state.assignments().stream().map(RoleAssignment::id).toList());
    }

    @Test
    void filtersAssignmentsByRolePrincipalAndScope() throws Exception {
        state.assign("Synapse User", ALICE, "User", "");
        var wanted = state.assign("Synapse Compute Operator", ALICE, "User", "bigDataPools/spark1");
        state.assign("Synapse Compute Operator", NEW_ID, "Group", "bigDataPools/spark1");
        String query = "?principalId=" + ALICE + "&scope=workspaces%2Fws1%2FbigDataPools%2Fspark1&roleId="
                + wanted.roleDefinitionId();
        JsonNode body = Json.MAPPER.readTree(
                browser.get("ws1", "/roleAssignments" + query, token).body());
        assertThat(body.at("/value/0/id").textValue()).isEqualTo(wanted.id());
        assertThat(body.get("count").intValue()).isEqualTo(1);
    }

    @Test
    void givesTheTenRolesAsABareArray() throws Exception {
        JsonNode roles = Json.MAPPER.readTree(browser.get("ws1", "/roleDefinitions?api-version=2020-12-01", token)
                .body());
        assertThat(roles.isArray()).isTrue();
        Set<String> shapes = roles.valueStream()
                .map(role -> role.get("name").textValue() + " "
                        + role.at("/permissions/0/dataActions").size() + " "
                        + role.get("scopes").size())
                .collect(Collectors.toSet());
        assertThat(shapes)
                .containsExactlyInAnyOrder(
                        "Synapse Administrator 47 6",
                        "Synapse Linked Data Manager 7 1",
                        "Synapse Contributor 39 4",
                        "Synapse Artifact Publisher 30 1",
                        "Synapse Artifact User 4 1",
                        "Synapse Compute Operator 10 4",
                        "Synapse Credential User 3 3",
                        "Synapse User 1 6",
                        "Apache Spark Administrator 15 1",
                        "Synapse SQL Administrator 8 1");
    }

    @Test
    void givesOneRoleAndTheScopesAsRecorded() throws Exception {
        assertThat(browser.get("ws1", "/roleDefinitions/5eb298b4-692c-4241-9cf0-f58a3b42bb25", token)
                        .body())
                .isEqualTo(Wire.body("role-definition-credential-user.json"));
        assertThat(browser.get("ws1", "/rbacScopes", token).body()).isEqualTo(Wire.body("rbac-scopes.json"));
    }

    @Test
    void checksAccessOfAPrincipalThroughItsGroups() throws Exception {
        state.put(new RoleAssignment(
                "44444444-4444-4444-4444-444444444444",
                "2a385764-43e8-416c-9825-7b18d05a2c4b",
                "33333333-3333-3333-3333-333333333333",
                "workspaces/ws1",
                "Group"));
        var reply =
                browser.send("POST", "ws1", "/checkAccessSynapseRbac", token, Wire.body("check-access-request.json"));
        assertThat(reply.body()).isEqualTo(Wire.body("check-access-reply.json"));
    }

    @Test
    void keepsTheLegacyPathsOpenToTheSameAssignments() throws Exception {
        String admin = "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78";
        String body = "{\"roleId\":\"%s\",\"principalId\":\"%s\"}".formatted(admin, ALICE);
        var created = browser.send("POST", "ws1", "/rbac/roleAssignments", token, body);
        assertThat(created.body())
                .isEqualTo("{\"id\":\"%s-%s\",\"roleId\":\"%s\",\"principalId\":\"%s\"}"
                        .formatted(admin, ALICE, admin, ALICE));
        assertThat(browser.get("ws1", "/rbac/roleAssignments", token).body()).isEqualTo("[" + created.body() + "]");
        assertThat(state.assignments())
                .singleElement()
                .satisfies(row -> assertThat(row.roleDefinitionId()).isEqualTo(admin));
        assertThat(browser.get("ws1", "/rbac/roles", token).body())
                .startsWith("{\"value\":[{\"id\":\"" + admin + "\",\"name\":\"Workspace Admin\",\"isBuiltIn\":true}");
    }

    @Test
    void sendsTheHeadersSeenOnTheWire() throws Exception {
        var headers = browser.get("ws1", "/rbacScopes", token).headers();
        assertThat(headers.firstValue("server")).hasValue("Microsoft-HTTPAPI/2.0");
        assertThat(headers.firstValue("strict-transport-security")).hasValue("max-age=31536000; includeSubDomains");
        assertThat(headers.firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(headers.firstValue("x-ms-request-id").orElse("")).matches("[0-9a-f-]{36}");
    }
}
