package io.synapsemesh.identity.group;

import io.synapsemesh.core.caller.Principal;
import java.util.SortedSet;

/// Where the groups of a principal are looked up when its token does not say. One for each IdentityProvider. May block;
/// safe for many threads.
@FunctionalInterface
public interface GroupDirectory {
    /// @param principal of this directory's provider
    /// @param tenant the token's; empty where there are none
    /// @param asked the groups that policies mention, never empty
    GroupAnswer groups(Principal principal, String tenant, SortedSet<String> asked);
}
