package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// A PeerList for people.
final class PeerRows {
    private static final int HASH_CHARS = 22;

    private PeerRows() {}

    static JsonNode fetch(ServerOptions server, Terminal terminal) {
        return new ApiClient(server.url(terminal), server.token()).get("/api/v1/trust");
    }

    static Optional<JsonNode> named(JsonNode list, String domain) {
        return items(list).stream()
                .filter(item -> item.path("trustDomain").asText().equals(domain))
                .findFirst();
    }

    static String table(JsonNode list, Terminal terminal) {
        var table = new Table(
                "TRUST DOMAIN",
                "STATE",
                "PROFILE",
                "SEQUENCE",
                "HASH",
                "AGE",
                "NEXT REFRESH",
                "HOLDS OF OURS",
                "URL",
                "LAST ERROR");
        for (JsonNode item : items(list)) {
            table.row(
                    text(item, "trustDomain"),
                    text(item, "state"),
                    text(item, "profile"),
                    text(item, "sequence"),
                    text(item, "hash"),
                    age(item),
                    text(item, "nextRefresh"),
                    text(item.path("asked"), "holds"),
                    text(item, "url"),
                    text(item, "lastError"));
        }
        return table.isEmpty() ? "No federated trust domains.\n" : table.print(terminal);
    }

    static List<String[]> lines(JsonNode item) {
        var lines = new ArrayList<String[]>();
        lines.add(line("trust domain", text(item, "trustDomain")));
        lines.add(line("state", text(item, "state")));
        lines.add(line("profile", text(item, "profile")));
        lines.add(line("url", text(item, "url")));
        lines.add(line("endpoint id", text(item, "spiffeId")));
        lines.add(line("source", text(item, "source")));
        lines.add(line("sequence", text(item, "sequence")));
        lines.add(line("hash", text(item, "hash")));
        lines.add(line("refresh hint", seconds(item, "refreshHintSeconds")));
        lines.add(line("fetched at", text(item, "fetchedAt")));
        lines.add(line("age", age(item)));
        lines.add(line("next refresh", text(item, "nextRefresh")));
        lines.add(line("last error", text(item, "lastError")));
        for (JsonNode authority : item.path("authorities")) {
            String sha256 = text(authority, "sha256");
            lines.add(line(
                    "authority",
                    sha256.substring(0, Math.min(sha256.length(), HASH_CHARS)) + " " + text(authority, "subject")
                            + " until " + text(authority, "notAfter")));
        }
        JsonNode asked = item.path("asked");
        lines.add(line("asked us at", text(asked, "at")));
        lines.add(line("asked us as", text(asked, "by")));
        lines.add(line("holds of ours", text(asked, "holds")));
        lines.add(line("next poll by", text(asked, "nextPollBy")));
        return lines;
    }

    static String text(JsonNode item, String key) {
        JsonNode value = item.path(key);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false).toList();
    }

    private static String[] line(String name, String value) {
        return new String[] {name, value};
    }

    private static String age(JsonNode item) {
        return seconds(item, "ageSeconds");
    }

    private static String seconds(JsonNode item, String key) {
        JsonNode value = item.path(key);
        return value.isNumber() ? CertRows.words(Duration.ofSeconds(value.asLong())) : "";
    }
}
