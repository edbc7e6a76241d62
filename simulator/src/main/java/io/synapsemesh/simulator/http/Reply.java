package io.synapsemesh.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a fake answers. Headers keep their order and spelling; a value of several lines is as many headers.
@SuppressWarnings("ArrayRecordComponent") // a message passed once, never compared
public record Reply(int status, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json; charset=utf-8";

    public static Reply json(int status, Object value) {
        return new Reply(status, Map.of("Content-Type", JSON), Json.bytes(value));
    }

    public static Reply text(int status, String contentType, String body) {
        return new Reply(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
    }

    public Reply with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
