package io.synapsemesh.e2e.rules;

import io.synapsemesh.simulator.Simulator;
import io.synapsemesh.simulator.oidc.TokenDraft;
import java.util.List;

/// Users of the simulated tenant and the headers they send.
final class People {
    private static final String AUDIENCE = "api://synapsemesh";
    /// Known by group alone.
    static final String ALICE = "a11ce000-0000-4000-8000-000000000001";

    /// Named herself in a binding, where a test makes one.
    static final String BEA = "bea00000-0000-4000-8000-000000000002";

    private final Simulator simulator;
    private final String synapseToken;

    People(Simulator simulator) {
        this.simulator = simulator;
        this.synapseToken = simulator.synapseToken(ALICE);
    }

    /// `Authorization` with a token that Synapse itself believes.
    String synapse() {
        return "Authorization: Bearer " + synapseToken;
    }

    /// The header with the mesh token of somebody in these groups.
    String meshToken(String... groups) {
        return meshToken(draft().groups(List.of(groups)));
    }

    TokenDraft draft() {
        return draft(ALICE);
    }

    TokenDraft draft(String objectId) {
        return simulator.tenant().userV2(objectId, AUDIENCE);
    }

    String meshToken(TokenDraft draft) {
        return "X-SynapseMesh-Token: " + simulator.tenant().mint(draft);
    }
}
