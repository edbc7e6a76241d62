package io.synapsemesh.simulator.synapse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A role given to a principal at a scope (`workspaces/{name}[/{kind}/{item}]`).
///
/// @param principalType User, Group or ServicePrincipal; real listings lack it for some rows, so it may be null
public record RoleAssignment(
        String id,
        String roleDefinitionId,
        String principalId,
        String scope,
        @Nullable String principalType) {

    Map<String, Object> wire() {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", id);
        members.put("roleDefinitionId", roleDefinitionId);
        members.put("principalId", principalId);
        members.put("scope", scope);
        if (principalType != null) {
            members.put("principalType", principalType);
        }
        return members;
    }
}
