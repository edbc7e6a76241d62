package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// A CertList for people.
final class CertRows {
    private CertRows() {}

    static JsonNode fetch(ServerOptions server, Terminal terminal) {
        return new ApiClient(server.url(terminal), server.token()).get("/api/v1/certs");
    }

    static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false).toList();
    }

    static Optional<JsonNode> named(JsonNode list, String identity) {
        return items(list).stream()
                .filter(item -> item.path("identity").asText().equals(identity))
                .findFirst();
    }

    static String table(List<JsonNode> items, Terminal terminal) {
        var table =
                new Table("IDENTITY", "STATE", "NOT AFTER", "RENEW AT", "BUDGET", "ISSUER", "SERVED BY", "LAST ERROR");
        for (JsonNode item : items) {
            table.row(
                    item.path("identity").asText(),
                    item.path("state").asText(),
                    text(item, "notAfter"),
                    text(item, "renewAt"),
                    budget(item),
                    item.path("issuer").asText(),
                    servedBy(item),
                    text(item, "lastError"));
        }
        return table.isEmpty() ? "No certificates.\n" : table.print(terminal);
    }

    /// How long the issuer may be away before the first of them has no valid certificate.
    static Optional<String> fleetBudget(List<JsonNode> items) {
        return items.stream()
                .min(java.util.Comparator.comparingLong(
                        item -> item.path("outageBudgetSeconds").asLong()))
                .map(item -> item.path("outageBudgetSeconds").asLong() <= 0
                        ? "Without a valid certificate: "
                                + item.path("identity").asText()
                        : "The issuer may be down " + budget(item) + " before the first certificate expires ("
                                + item.path("identity").asText() + ").");
    }

    static String budget(JsonNode item) {
        return words(Duration.ofSeconds(item.path("outageBudgetSeconds").asLong()));
    }

    static String servedBy(JsonNode item) {
        var servedBy = new ArrayList<String>();
        item.path("servedBy").forEach(name -> servedBy.add(name.asText()));
        return String.join(",", servedBy);
    }

    static String text(JsonNode item, String key) {
        JsonNode value = item.path(key);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }

    /// The two largest units: `11 h 42 m`.
    static String words(Duration time) {
        if (time.isNegative() || time.isZero()) {
            return "0 s";
        }
        long days = time.toDays();
        if (days > 0) {
            return String.format(Locale.ROOT, "%d d %d h", days, time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %d m", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? String.format(Locale.ROOT, "%d m %d s", time.toMinutes(), time.toSecondsPart())
                : time.toSeconds() + " s";
    }
}
