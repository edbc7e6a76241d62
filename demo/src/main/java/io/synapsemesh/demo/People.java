package io.synapsemesh.demo;

import io.synapsemesh.simulator.oidc.EntraTenantFake;
import io.synapsemesh.simulator.oidc.TokenDraft;
import io.synapsemesh.simulator.oidc.TokenSignature;
import java.util.List;

/// Who asks: users of the simulated tenant, by their groups in the quickstart's bindings.
///
/// @param alice in data-engineers: Synapse Compute Operator of the Spark pool spark1
/// @param bob in analysts: Synapse Artifact User
/// @param mallory as alice, but the signature does not fit
/// @param ursula in so many groups that Entra leaves them out of the token
record People(String alice, String bob, String mallory, String ursula) {
    static final String ANALYSTS = "3f1c0f5e-0000-0000-0000-000000000002";
    private static final String DATA_ENGINEERS = "3f1c0f5e-0000-0000-0000-000000000001";
    private static final String AUDIENCE = "api://synapsemesh";
    private static final String ALICE = "a11ce000-0000-4000-8000-000000000001";
    private static final String BOB = "b0b00000-0000-4000-8000-000000000002";
    private static final String URSULA = "00501a00-0000-4000-8000-000000000003";

    static People of(EntraTenantFake tenant) {
        TokenDraft alice = tenant.userV2(ALICE, AUDIENCE).groups(List.of(DATA_ENGINEERS));
        return new People(
                tenant.mint(alice),
                tenant.mint(tenant.userV2(BOB, AUDIENCE).groups(List.of(ANALYSTS))),
                tenant.mint(alice.signed(new TokenSignature.Tampered())),
                tenant.mint(tenant.userV2(URSULA, AUDIENCE).overage()));
    }

    /// What each application shows to Synapse itself.
    static String synapseToken(EntraTenantFake tenant) {
        return tenant.mint(tenant.synapse(ALICE));
    }
}
