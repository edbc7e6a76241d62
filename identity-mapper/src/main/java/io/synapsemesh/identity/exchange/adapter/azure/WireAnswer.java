package io.synapsemesh.identity.exchange.adapter.azure;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.StrictJson;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One answer of a token endpoint, fit for an SDK that logs what it reads. Of an error remain the words of the protocol
/// and the number of Entra's own; its free text, which can repeat a secret or forge a line of the log, does not.
///
/// @param body JSON
/// @param error of a refusal; empty for 200
@SuppressWarnings("ArrayRecordComponent") // a message passed once, never compared
record WireAnswer(int status, HttpHeaders headers, byte[] body, String error, String claims, String code) {
    static final int CLAIMS_CHARS_MAX = 4096;

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("^AADSTS[0-9]{1,10}\\b");

    /// @throws FetchFailed if the body is no JSON object
    static WireAnswer of(int status, HttpHeaders headers, byte[] body) {
        Map<String, Object> members = StrictJson.object(body);
        if (status == 200) {
            return new WireAnswer(status, headers, body, "", "", "");
        }
        String error = word(members.get("error"));
        String claims = claims(members.get("claims"));
        String code = number(members.get("error_description"));
        var kept = new LinkedHashMap<String, Object>();
        kept.put("error", error.isEmpty() ? "unknown_error" : error);
        kept.put("error_description", code);
        String detail = word(members.get("suberror"));
        if (!detail.isEmpty()) {
            kept.put("suberror", detail);
        }
        if (!claims.isEmpty()) {
            kept.put("claims", claims);
        }
        byte[] safe = JSONObjectUtils.toJSONString(kept).getBytes(StandardCharsets.UTF_8);
        return new WireAnswer(status, headers, safe, error, claims, code);
    }

    /// Zero if it names no time in seconds.
    Duration retryAfter() {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
    }

    /// `invalid_grant AADSTS500133`.
    String words() {
        String both = (error + " " + code).strip();
        return both.isEmpty() ? "status " + status : both;
    }

    private static String word(@Nullable Object value) {
        return value instanceof String text && WORD.matcher(text).matches() ? text : "";
    }

    private static String number(@Nullable Object description) {
        Matcher found = NUMBER.matcher(description instanceof String text ? text : "");
        return found.find() ? found.group() : "";
    }

    /// What is relayed is a JSON object, written again by us.
    private static String claims(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() > CLAIMS_CHARS_MAX) {
            return "";
        }
        try {
            return Optional.of(JSONObjectUtils.toJSONString(StrictJson.object(text.getBytes(StandardCharsets.UTF_8))))
                    .filter(written -> written.length() <= CLAIMS_CHARS_MAX)
                    .orElse("");
        } catch (FetchFailed e) {
            return "";
        }
    }
}
