package io.synapsemesh.simulator.directory;

import java.util.Set;

/// Who asks, as its token says.
///
/// @param tenant whose directory it reads
/// @param permissions application permissions, such as `User.Read.All`
public record GraphCaller(String tenant, Set<String> permissions) {
    /// What the documentation names as least privilege for memberships of users and of applications.
    public static final Set<String> LEAST = Set.of("User.Read.All", "GroupMember.Read.All", "Application.Read.All");

    public GraphCaller {
        permissions = Set.copyOf(permissions);
    }

    boolean mayReadUsers() {
        return has("Directory.Read.All")
                || has("User.Read.All") && (has("GroupMember.Read.All") || has("Group.Read.All"));
    }

    boolean mayReadApplications() {
        return has("Directory.Read.All") || has("Application.Read.All");
    }

    boolean maySeeHidden() {
        return has("Member.Read.Hidden");
    }

    private boolean has(String permission) {
        return permissions.contains(permission);
    }
}
