package io.synapsemesh.simulator.synapse;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who asks, as the Synapse token says. The real service looks groups up in the directory; this one takes the token's.
///
/// @param clientId the app that got the token
/// @param delegated whether it got it for a user
record Caller(String principalId, List<String> groups, String clientId, boolean delegated) {
    static final Caller NOBODY = new Caller("00000000-0000-0000-0000-000000000000", List.of(), "", false);

    Set<String> principals() {
        var all = new LinkedHashSet<String>();
        all.add(AccessCheck.key(principalId));
        groups.forEach(group -> all.add(AccessCheck.key(group)));
        return all;
    }
}
