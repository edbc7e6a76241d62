package io.synapsemesh.e2e.parity;

import io.synapsemesh.simulator.oidc.IssuerFake;
import io.synapsemesh.simulator.oidc.TokenDraft;

/// A signed token and what it says. Signed once, sent often: an RSA signature takes longer than a request.
///
/// @param name for people
/// @param shown who the gateway's refusal says it is about
record MeshToken(String name, String text, TokenFacts facts, String shown) {
    static MeshToken of(String name, Believed provider, IssuerFake issuer, TokenDraft draft) {
        var facts = TokenFacts.of(provider, draft.claims());
        return new MeshToken(
                name, issuer.mint(draft), facts, facts.caller().claims().getOrDefault(provider.subjectClaim(), ""));
    }

    @Override
    public String toString() {
        return name;
    }
}
