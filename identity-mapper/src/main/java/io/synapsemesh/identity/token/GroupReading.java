package io.synapsemesh.identity.token;

import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.model.Provider;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a token says of groups. An absent or empty list is never "none" unless the provider's document says that
/// the absence means so; an overage marker always means "there are more".
///
/// @param overage the token says that its groups did not fit
record GroupReading(Groups groups, boolean overage) {
    private static final int GROUPS_MAX = 1_024;

    static GroupReading read(ClaimSet claims, Provider provider) {
        boolean overage = claims.has("hasgroups")
                || claims.object("_claim_names")
                        .filter(names -> names.has("groups"))
                        .isPresent();
        Optional<List<String>> listed = claims.names(provider.groupsClaim(), GROUPS_MAX);
        if (listed.isEmpty()) {
            boolean none = !overage && provider.groupsAbsent() == Provider.GroupsAbsent.NONE;
            return new GroupReading(none ? new Groups.Complete(new TreeSet<>()) : new Groups.Unknown(), overage);
        }
        if (listed.get().isEmpty()) {
            return new GroupReading(new Groups.Unknown(), overage);
        }
        SortedSet<String> ids = new TreeSet<>(listed.get());
        return new GroupReading(overage ? new Groups.Partial(ids) : new Groups.Complete(ids), overage);
    }
}
