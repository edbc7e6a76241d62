package io.synapsemesh.identity.serve;

import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.decide.Verdict;
import io.synapsemesh.identity.exchange.SynapseToken;
import java.util.List;

/// A refusal in the shape and words of Synapse's own, so that an SDK shows ours as it shows Synapse's (facts: recorded
/// denials). In the proxy the scope is the workspace; here it is the exact one. The 401 has no `error` around it, as on
/// the wire.
final class DenialText {
    private static final String BAD_PATH = "The request is malformed, or its path is not in canonical form.";

    private DenialText() {}

    /// JSON, ASCII.
    static String body(Verdict verdict) {
        return switch (verdict.status()) {
            case 400 -> wrapped("BadRequest", BAD_PATH);
            case 401 -> error("AuthenticationFailed", "Token Authentication failed - " + reasoned(verdict));
            default -> wrapped("Unauthorized", refusal(verdict));
        };
    }

    /// The value of `WWW-Authenticate`, for a 401.
    static String challenge(Verdict verdict) {
        if (verdict.upstream() instanceof SynapseToken.Challenge challenge
                && isHeaderValue(challenge.wwwAuthenticate())) {
            return challenge.wwwAuthenticate();
        }
        String realm = "Bearer realm=\"synapsemesh\"";
        return verdict.reason() == Reason.NO_CREDENTIAL
                ? realm
                : realm + ", error=\"invalid_token\", error_description=\"" + quotable(reasoned(verdict)) + "\"";
    }

    private static String refusal(Verdict verdict) {
        if (!verdict.wording().why().isEmpty()) {
            return "The mesh refused the request: " + reasoned(verdict);
        }
        return "The principal '" + verdict.wording().who()
                + "' does not have the required Synapse RBAC permission to perform this action. Required permission: "
                + permissions(verdict) + "." + hint(verdict.reason());
    }

    private static String permissions(Verdict verdict) {
        List<Event.RequiredPair> pairs = verdict.missing().isEmpty()
                ? verdict.required()
                : verdict.missing().stream().map(verdict.required()::get).toList();
        if (pairs.isEmpty()) {
            return "connect";
        }
        return String.join(
                "; ",
                pairs.stream()
                        .map(pair -> "Action: " + pair.action() + ", Scope: " + pair.scope() + "/*")
                        .toList());
    }

    private static String hint(Reason reason) {
        return switch (reason) {
            case GROUPS_UNKNOWN -> " The mesh could not find out which groups the principal is in.";
            case SOURCE_NOT_ALLOWED -> " It is not allowed from this address.";
            case ACTOR_NOT_GRANTED -> " The application may not do this for the principal.";
            default -> "";
        };
    }

    private static String reasoned(Verdict verdict) {
        String why = verdict.wording().why();
        String said = why.isEmpty() ? verdict.reason().documentName() : why;
        String fix = verdict.wording().fix();
        return verdict.reason().documentName().equals(said)
                ? said + "."
                : verdict.reason().documentName() + ": " + said + "." + (fix.isEmpty() ? "" : " " + fix);
    }

    private static String wrapped(String code, String message) {
        return "{\"error\":" + error(code, message) + "}";
    }

    private static String error(String code, String message) {
        var json = new StringBuilder(message.length() + 48);
        json.append("{\"code\":\"").append(code).append("\",\"message\":\"");
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                json.append(c);
            } else {
                json.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    json.append(Character.forDigit(c >> shift & 15, 16));
                }
            }
        }
        return json.append("\"}").toString();
    }

    /// For a quoted string of a header: what is not plain ASCII, or would end it, is left out.
    private static String quotable(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean isHeaderValue(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
