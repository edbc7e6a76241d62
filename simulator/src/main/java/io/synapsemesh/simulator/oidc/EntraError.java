package io.synapsemesh.simulator.oidc;

import io.synapsemesh.simulator.http.Reply;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// An answer of Entra's token endpoint that is no token: shape and codes by entra-docs
/// `identity-platform/reference-error-codes.md` and `v2-oauth2-on-behalf-of-flow.md`.
///
/// @param more members of this error alone, such as `claims`
record EntraError(int status, String error, int code, String text, Map<String, String> more) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    static EntraError of(int status, String error, int code, String text) {
        return new EntraError(status, error, code, text, Map.of());
    }

    Reply reply(String baseUrl, Instant now, String correlationId) {
        String trace = UUID.randomUUID().toString();
        var members = new LinkedHashMap<String, Object>();
        members.put("error", error);
        members.put(
                "error_description",
                "AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s"
                        .formatted(code, text, trace, correlationId, TIME.format(now)));
        members.put("error_codes", List.of(code));
        members.put("timestamp", TIME.format(now));
        members.put("trace_id", trace);
        members.put("correlation_id", correlationId);
        members.put("error_uri", baseUrl + "/error?code=" + code);
        members.putAll(more);
        return Reply.json(status, members);
    }
}
