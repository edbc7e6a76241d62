package io.synapsemesh.identity.exchange.adapter.azure;

import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.exchange.SynapseToken;
import io.synapsemesh.identity.exchange.TokenRequest;
import java.net.URI;

/// What an answer without a token means (RFC 6749 section 5.2, and entra-docs `v2-oauth2-on-behalf-of-flow.md` for the
/// claims of conditional access).
final class EntraSays {
    private EntraSays() {}

    static SynapseToken of(Line line, TokenRequest request) {
        return line.last()
                .map(answer -> meant(answer, request))
                .orElseGet(() ->
                        new SynapseToken.Unavailable(line.failure().orElse("the SDK refused before it asked anybody")));
    }

    private static SynapseToken meant(WireAnswer answer, TokenRequest request) {
        if (request instanceof TokenRequest.OnBehalfOf user && answer.status() >= 400 && answer.status() < 429) {
            boolean interaction = answer.error().equals("interaction_required");
            if (interaction || answer.error().equals("invalid_grant")) {
                return answer.claims().isEmpty() ? refused(answer) : challenge(answer, user);
            }
        }
        // A wrong secret, client or scope is ours to mend: whoever asks cannot.
        return new SynapseToken.Unavailable(
                "the token endpoint answers " + answer.status() + " " + answer.words(), answer.retryAfter());
    }

    private static SynapseToken challenge(WireAnswer answer, TokenRequest.OnBehalfOf user) {
        URI authorization = URI.create(user.as().authority() + "/" + user.as().tenant() + "/oauth2/v2.0/authorize");
        return new SynapseToken.Challenge(answer.claims(), answer.error(), authorization);
    }

    private static SynapseToken refused(WireAnswer answer) {
        return new SynapseToken.Refused(
                Reason.NO_CREDENTIAL,
                "Entra ID does not exchange this token: " + answer.words(),
                "Sign in again; if that does not help, ask the administrator of the tenant about the number.");
    }
}
