package io.synapsemesh.simulator.synapse;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who asks, as the Synapse token says. The real service looks groups up in the directory; this one takes the token's.
record Caller(String principalId, List<String> groups) {
    static final Caller NOBODY = new Caller("00000000-0000-0000-0000-000000000000", List.of());

    Set<String> principals() {
        var all = new LinkedHashSet<String>();
        all.add(AccessCheck.key(principalId));
        groups.forEach(group -> all.add(AccessCheck.key(group)));
        return all;
    }
}
