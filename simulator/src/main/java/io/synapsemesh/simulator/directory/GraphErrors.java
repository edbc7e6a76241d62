package io.synapsemesh.simulator.directory;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/// Microsoft Graph's error bodies (graph docs, "Error responses and resource types" and "Throttling guidance").
final class GraphErrors {
    private GraphErrors() {}

    static Reply unauthenticated(Call call, String why) {
        return of(call, 401, "InvalidAuthenticationToken", "Access token validation failure. " + why)
                .with("WWW-Authenticate", "Bearer realm=\"\", error=\"invalid_token\"");
    }

    static Reply denied(Call call) {
        return of(call, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }

    static Reply notFound(Call call, String id) {
        return of(
                call,
                404,
                "Request_ResourceNotFound",
                "Resource '" + id
                        + "' does not exist or one of its queried reference-property objects are not present.");
    }

    static Reply badRequest(Call call, String code, String message) {
        return of(call, 400, code, message);
    }

    static Reply throttled(Call call, String retryAfter) {
        return of(call, 429, "TooManyRequests", "Please retry again later.").with("Retry-After", retryAfter);
    }

    static Reply of(Call call, int status, String code, String message) {
        var inner = new LinkedHashMap<String, Object>();
        inner.put("date", "2026-01-01T00:00:00");
        inner.put("request-id", "00000000-0000-0000-0000-000000000000");
        call.header("client-request-id").ifPresent(id -> inner.put("client-request-id", id));
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("message", message);
        error.put("innerError", inner);
        return Reply.json(status, Map.of("error", error));
    }
}
