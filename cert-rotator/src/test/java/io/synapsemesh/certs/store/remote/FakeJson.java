package io.synapsemesh.certs.store.remote;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// JSON and queries, as a fake reads them.
public final class FakeJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FakeJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ObjectNode read(byte[] body) {
        try {
            return body.length == 0 ? object() : (ObjectNode) MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Map<String, String> query(StoreFakeServer.Call call) {
        String raw = call.target().getRawQuery();
        return raw == null
                ? Map.of()
                : Arrays.stream(raw.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0],
                                pair -> pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                                (first, second) -> first));
    }
}
