package io.synapsemesh.simulator.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One request that reached a fake: the raw target and every header (lower-case names) as received.
///
/// Tokens are kept, because "was it untouched" is a question for tests, but printing a request never shows one.
public record ReceivedRequest(
        long sequence, String host, String method, String target, Map<String, List<String>> headers, int bodyBytes) {
    private static final Set<String> SECRET =
            Set.of("authorization", "proxy-authorization", "cookie", "x-synapsemesh-token");

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// The first value of a header, its name in any case.
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    @Override
    public String toString() {
        var shown = new LinkedHashMap<>(headers);
        SECRET.forEach(name -> shown.computeIfPresent(name, (_, _) -> List.of("[redacted]")));
        return "#%d %s %s%s %s %d bytes".formatted(sequence, method, host, target, shown, bodyBytes);
    }
}
