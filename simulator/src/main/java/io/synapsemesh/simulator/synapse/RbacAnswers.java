package io.synapsemesh.simulator.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.simulator.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Roles and assignments, api-version 2020-12-01 (azure-rest-api-specs, roleAssignments.json, roleDefinitions.json,
/// checkAccessSynapseRbac.json, and the recordings of azure-sdk-for-js).
final class RbacAnswers {
    static final String CONTINUATION = "x-ms-continuation";

    private static final String GUID = "(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final List<String> SCOPES = List.of(
            "workspaces/{workspaceName}",
            "workspaces/{workspaceName}/bigDataPools/{bigDataPoolName}",
            "workspaces/{workspaceName}/scopePools/{scopePoolName}",
            "workspaces/{workspaceName}/integrationRuntimes/{integrationRuntimeName}",
            "workspaces/{workspaceName}/credentials/{credentialName}",
            "workspaces/{workspaceName}/linkedServices/{linkedServiceName}");

    private RbacAnswers() {}

    static Reply roleDefinitions(DevCall call) {
        return Reply.json(
                200, RoleDefinition.BUILT_IN.stream().map(RoleDefinition::wire).toList());
    }

    static Reply roleDefinition(DevCall call) {
        return RoleDefinition.byId(call.variable("id"))
                .map(role -> Reply.json(200, role.wire()))
                .orElseGet(() -> SynapseErrors.notFound("RoleDefinitionNotFound", "There is no such role definition."));
    }

    static Reply scopes(DevCall call) {
        return Reply.json(200, SCOPES);
    }

    static Reply list(DevCall call) {
        var query = call.http().query();
        var matching = call.workspace().assignments().stream()
                .filter(row -> same(query, "roleId", row.roleDefinitionId()))
                .filter(row -> same(query, "principalId", row.principalId()))
                .filter(row -> same(query, "scope", row.scope()))
                .toList();
        int from = Math.min(offset(call.http().header(CONTINUATION).orElse("")), matching.size());
        int to = Math.min(from + call.workspace().pageSize(), matching.size());
        var page = matching.subList(from, to);
        var body = new LinkedHashMap<String, Object>();
        body.put("count", page.size());
        body.put("value", page.stream().map(RoleAssignment::wire).toList());
        return Reply.json(200, body).with(CONTINUATION, to < matching.size() ? token(to) : "");
    }

    static Reply one(DevCall call) {
        return call.workspace()
                .assignment(call.variable("id"))
                .map(row -> Reply.json(200, row.wire()))
                .orElseGet(() -> SynapseErrors.notFound("RoleAssignmentNotFound", "There is no such role assignment."));
    }

    static Reply put(DevCall call) {
        String id = call.variable("id");
        JsonNode body = call.http().json();
        String scope = body.path("scope").asText();
        String roleId = body.path("roleId").asText();
        String principalId = body.path("principalId").asText();
        if (!id.matches(GUID) || !principalId.matches(GUID) || !inWorkspace(call, scope)) {
            return SynapseErrors.badRequest("roleId, principalId (GUIDs) and a scope of this workspace are required.");
        }
        if (RoleDefinition.byId(roleId).isEmpty()) {
            return SynapseErrors.badRequest("The role definition '%s' does not exist.".formatted(roleId));
        }
        JsonNode type = body.get("principalType");
        var row = new RoleAssignment(id, roleId, principalId, scope, type == null ? null : type.textValue());
        call.workspace().put(row);
        return Reply.json(200, row.wire());
    }

    static Reply delete(DevCall call) {
        return Reply.empty(call.workspace().removeAssignment(call.variable("id")) ? 200 : 204);
    }

    static Reply checkAccess(DevCall call) {
        JsonNode body = call.http().json();
        String scope = body.path("scope").asText();
        Set<String> principals = new LinkedHashSet<>();
        principals.add(AccessCheck.key(body.at("/subject/principalId").asText()));
        body.at("/subject/groupIds").forEach(group -> principals.add(AccessCheck.key(group.asText())));
        var decisions = new ArrayList<Map<String, Object>>();
        for (JsonNode action : body.path("actions")) {
            decisions.add(decision(
                    call.workspace().access(), principals, action.path("id").asText(), scope));
        }
        // The schema writes `AccessDecisions`; the example, and so this fake, `accessDecisions`.
        return Reply.json(200, Map.of("accessDecisions", decisions));
    }

    private static Map<String, Object> decision(
            AccessCheck access, Set<String> principals, String action, String scope) {
        var allowing = access.allowing(principals, action, scope);
        var decision = new LinkedHashMap<String, Object>();
        decision.put("accessDecision", allowing.isPresent() ? "Allowed" : "NotAllowed");
        decision.put("actionId", action);
        allowing.ifPresent(row -> decision.put("roleAssignment", row.wire()));
        return decision;
    }

    private static boolean inWorkspace(DevCall call, String scope) {
        String own = "workspaces/" + call.workspace().name();
        return scope.equalsIgnoreCase(own) || AccessCheck.key(scope).startsWith(AccessCheck.key(own + "/"));
    }

    private static boolean same(Map<String, String> query, String name, String value) {
        String wanted = query.get(name);
        return wanted == null || wanted.equalsIgnoreCase(value);
    }

    private static String token(int offset) {
        return Base64.getUrlEncoder().encodeToString(("row:" + offset).getBytes(StandardCharsets.US_ASCII));
    }

    /// A token that is none of ours starts at the beginning.
    private static int offset(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            return text.startsWith("row:") ? Integer.parseUnsignedInt(text.substring(4)) : 0;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
