package io.synapsemesh.simulator.synapse;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Synapse role-based access control over a list of assignments: the service's own judgement, made without the mesh's
/// code so that the two can be compared.
///
/// An assignment covers its scope and what lies below; any assignment at all gives Synapse User (`read`) at the
/// workspace (azure-docs, synapse-workspace-synapse-rbac-roles.md). Names compare without case.
final class AccessCheck {
    private static final String READ = key("Microsoft.Synapse/workspaces/read");

    private final String workspaceScope;
    private final List<RoleAssignment> assignments;

    AccessCheck(String workspace, List<RoleAssignment> assignments) {
        this.workspaceScope = key("workspaces/" + workspace);
        this.assignments = assignments;
    }

    /// The first assignment to one of `principals` that allows `action` at `scope`.
    Optional<RoleAssignment> allowing(Set<String> principals, String action, String scope) {
        return assignments.stream()
                .filter(assignment -> principals.contains(key(assignment.principalId())))
                .filter(assignment -> allows(assignment, key(action), key(scope)))
                .findFirst();
    }

    private boolean allows(RoleAssignment assignment, String action, String scope) {
        if (action.equals(READ) && scope.equals(workspaceScope)) {
            return true;
        }
        return covers(key(assignment.scope()), scope)
                && RoleDefinition.byId(assignment.roleDefinitionId())
                        .filter(role -> role.grants(action))
                        .isPresent();
    }

    private static boolean covers(String granted, String required) {
        return required.equals(granted) || required.startsWith(granted + "/");
    }

    static String key(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
