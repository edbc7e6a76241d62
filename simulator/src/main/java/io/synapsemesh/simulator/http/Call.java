package io.synapsemesh.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request as a fake sees it. `headers` have lower-case names; `body` is at most [FakeHttps#BODY_BYTES_MAX].
@SuppressWarnings("ArrayRecordComponent") // a message passed once, never compared, and copied nowhere
public record Call(String host, String method, String target, Map<String, List<String>> headers, byte[] body) {

    /// The raw path, percent-escapes and all.
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// Decoded query parameters; the first of a repeated name wins.
    public Map<String, String> query() {
        int start = target.indexOf('?');
        return start < 0 ? new LinkedHashMap<>() : parameters(target.substring(start + 1));
    }

    /// The body as a form, likewise.
    public Map<String, String> form() {
        return body.length == 0 ? new LinkedHashMap<>() : parameters(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> parameters(String text) {
        var parameters = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.putIfAbsent(decode(name), decode(value));
        }
        return parameters;
    }

    public Optional<String> header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
    }

    /// The body as JSON, or a missing node if it is none.
    public JsonNode json() {
        try {
            JsonNode parsed = body.length == 0 ? null : Json.MAPPER.readTree(body);
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
