package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `/rbac/…` paths of api-version 2020-02-01-preview, which scripts still call: three roles, workspace scope only,
/// assignment ids made of role id and principal id (azure-rest-api-specs, 2020-02-01-preview examples).
final class LegacyRbacAnswers {
    /// Old name by the id both generations share (the pairing is inferred from the roles that replaced them).
    private static final Map<String, String> NAMES = Map.of(
            "6e4bf58a-b8e1-4cc3-bbf9-d73143322b78", "Workspace Admin",
            "7af0c69a-a548-47d6-aea3-d00e69bd83aa", "Sql Admin",
            "c3a6d2f1-a26f-4810-9b0f-591308d5cbf1", "Apache Spark Admin");

    private LegacyRbacAnswers() {}

    static Reply roles(DevCall call) {
        var value = NAMES.keySet().stream()
                .sorted()
                .map(LegacyRbacAnswers::roleBody)
                .toList();
        return Reply.json(200, Map.of("value", value));
    }

    static Reply role(DevCall call) {
        String id = AccessCheck.key(call.variable("id"));
        return NAMES.containsKey(id)
                ? Reply.json(200, roleBody(id))
                : SynapseErrors.notFound("RoleNotFound", "There is no such role.");
    }

    static Reply list(DevCall call) {
        List<Map<String, Object>> rows = call.workspace().assignments().stream()
                .filter(row -> shown(call, row))
                .map(LegacyRbacAnswers::body)
                .toList();
        return Reply.json(200, rows).with(RbacAnswers.CONTINUATION, "");
    }

    static Reply one(DevCall call) {
        return find(call)
                .map(row -> Reply.json(200, body(row)))
                .orElseGet(() -> SynapseErrors.notFound("RoleAssignmentNotFound", "There is no such role assignment."));
    }

    static Reply create(DevCall call) {
        JsonNode body = call.http().json();
        String roleId = body.path("roleId").asText();
        String principalId = body.path("principalId").asText();
        if (!NAMES.containsKey(AccessCheck.key(roleId)) || principalId.isEmpty()) {
            return SynapseErrors.badRequest("roleId and principalId are required.");
        }
        String scope = "workspaces/" + call.workspace().name();
        var row = new RoleAssignment(roleId + "-" + principalId, roleId, principalId, scope, null);
        call.workspace().put(row);
        return Reply.json(200, body(row));
    }

    static Reply delete(DevCall call) {
        var found = find(call);
        found.ifPresent(row -> call.workspace().removeAssignment(row.id()));
        return Reply.empty(found.isPresent() ? 200 : 204);
    }

    private static Optional<RoleAssignment> find(DevCall call) {
        return call.workspace().assignments().stream()
                .filter(row -> shown(call, row))
                .filter(row -> legacyId(row).equalsIgnoreCase(call.variable("id")))
                .findFirst();
    }

    private static boolean shown(DevCall call, RoleAssignment row) {
        return NAMES.containsKey(AccessCheck.key(row.roleDefinitionId()))
                && row.scope().equalsIgnoreCase("workspaces/" + call.workspace().name());
    }

    private static String legacyId(RoleAssignment row) {
        return row.roleDefinitionId() + "-" + row.principalId();
    }

    private static Map<String, Object> body(RoleAssignment row) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", legacyId(row));
        members.put("roleId", row.roleDefinitionId());
        members.put("principalId", row.principalId());
        return members;
    }

    private static Map<String, Object> roleBody(String id) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", id);
        members.put("name", NAMES.getOrDefault(id, ""));
        members.put("isBuiltIn", true);
        return members;
    }
}
