package io.synapsemesh.simulator.synapse;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One method and path template, what it requires and what it answers. Literal segments compare without case, as the
/// service's own spelling is inconsistent; a variable takes one non-empty segment, percent-decoded once.
record DevRoute(String method, List<String> template, List<Need> needs, DevAnswer answer) {
    static DevRoute of(String method, String template, List<Need> needs, DevAnswer answer) {
        return new DevRoute(method, List.of(template.substring(1).split("/", -1)), needs, answer);
    }

    static List<String> segments(String rawPath) {
        return rawPath.startsWith("/") ? List.of(rawPath.substring(1).split("/", -1)) : List.of();
    }

    Optional<Map<String, String>> match(List<String> segments) {
        if (segments.size() != template.size()) {
            return Optional.empty();
        }
        var variables = new LinkedHashMap<String, String>();
        for (int at = 0; at < segments.size(); at++) {
            String expected = template.get(at);
            // `+` is no space in a path: URLDecoder is for forms.
            String actual = URLDecoder.decode(segments.get(at).replace("+", "%2B"), StandardCharsets.UTF_8);
            if (expected.startsWith("{") && !actual.isEmpty()) {
                variables.put(expected.substring(1, expected.length() - 1), actual);
            } else if (!expected.equalsIgnoreCase(actual)) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
