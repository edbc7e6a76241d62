package io.synapsemesh.controlplane.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an operator wants of one authority.
///
/// @param authority as `certs status` names it; not checked here
/// @param skips members not to be waited for; with [Verb#START] only
public record RootOrder(String authority, Verb verb, List<String> skips, String reason) {
    static final int SKIPS_MAX = 1000;
    static final int REASON_CHARS_MAX = 256;

    public RootOrder {
        skips = List.copyOf(skips);
    }

    public enum Verb {
        START,
        ROLLBACK,
        TAINT,
        REVOKE,
        /// Also while leaves under it are live.
        FORCE_REVOKE;

        /// As the API and the audit log spell it.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static RootOrder parse(JsonNode body) {
        var skips = new ArrayList<String>();
        body.path("skip").forEach(name -> skips.add(name.asText()));
        String reason = body.path("reason").asText("");
        String text = body.path("action").asText("start");
        var verb = java.util.Arrays.stream(Verb.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiProblem.badRequest(
                        "there is no action " + text, "Use start, rollback, taint, revoke or force-revoke."));
        if (!skips.isEmpty() && verb != Verb.START) {
            throw ApiProblem.badRequest("skip goes with the action start only", "Send two requests.");
        }
        if (skips.size() > SKIPS_MAX || reason.length() > REASON_CHARS_MAX) {
            throw ApiProblem.badRequest(
                    "more than " + SKIPS_MAX + " members, or a reason of more than " + REASON_CHARS_MAX + " characters",
                    "Send less.");
        }
        return new RootOrder(body.path("authority").asText("mesh"), verb, skips, reason);
    }
}
