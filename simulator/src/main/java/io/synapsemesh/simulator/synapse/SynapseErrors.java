package io.synapsemesh.simulator.synapse;

import io.synapsemesh.simulator.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/// Synapse's error bodies. Authorization errors are wrapped in `error`; authentication errors are not.
final class SynapseErrors {
    private SynapseErrors() {}

    /// Text from azure-docs' tenant-move page; `scope` at the workspace is written with a trailing `/*` there.
    static Reply denied(int status, String principalId, String action, String scope) {
        return wrapped(
                status,
                "Unauthorized",
                "The principal '%s' does not have the required Synapse RBAC permission to perform this action. "
                                .formatted(principalId)
                        + "Required permission: Action: %s, Scope: %s.".formatted(action, scope));
    }

    /// Verbatim from azure-rest-api-specs #10500.
    static Reply wrongAudience() {
        return bare(
                401,
                "InvalidTokenAuthenticationAudience",
                "Token Authentication failed with SecurityTokenInvalidAudienceException - IDX10214: Audience validation"
                        + " failed. Audiences: '[PII is hidden]'. Did not match: validationParameters.ValidAudience:"
                        + " '[PII is hidden]' or validationParameters.ValidAudiences: '[PII is hidden]'.");
    }

    /// The code and prefix of azapi #1105; what follows the prefix is ours.
    static Reply unauthenticated(String why) {
        return bare(401, "AuthenticationFailed", "Token Authentication failed - " + why);
    }

    static Reply notFound(String code, String message) {
        return wrapped(404, code, message);
    }

    static Reply badRequest(String message) {
        return wrapped(400, "BadRequest", message);
    }

    static Reply wrapped(int status, String code, String message) {
        return Reply.json(status, Map.of("error", members(code, message)));
    }

    private static Reply bare(int status, String code, String message) {
        return Reply.json(status, members(code, message));
    }

    private static Map<String, Object> members(String code, String message) {
        var members = new LinkedHashMap<String, Object>();
        members.put("code", code);
        members.put("message", message);
        return members;
    }
}
