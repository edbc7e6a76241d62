package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// The roots for people: a line for each authority, and below it what a rotation waits for.
final class RootTable {
    private static final int NAMED_MAX = 20;

    private RootTable() {}

    static String of(JsonNode list, Terminal terminal) {
        var table = new Table("AUTHORITY", "PHASE", "ROOT", "NOT AFTER", "ROTATES AT", "SINCE", "ACKNOWLEDGED");
        var below = new StringBuilder();
        for (JsonNode item : list.path("items")) {
            JsonNode rotation = item.path("rotation");
            JsonNode gate = rotation.path("gate");
            table.row(
                    item.path("authority").asText(),
                    item.path("phase").asText(),
                    item.path("current").path("serial").asText(),
                    item.path("current").path("notAfter").asText(),
                    text(item.path("rotatesAt")),
                    text(rotation.path("startedAt")),
                    gate.isObject()
                            ? gate.path("acknowledged").asText() + "/"
                                    + gate.path("members").asText()
                            : "");
            if (rotation.isObject()) {
                waiting(item.path("authority").asText(), rotation, below);
            }
            issuer(item.path("authority").asText(), item.path("issuer"), below);
        }
        return table.isEmpty() ? "No roots.\n" : table.print(terminal) + below;
    }

    static String forecast(JsonNode forecast) {
        var text = new StringBuilder();
        text.append("Without the ")
                .append(forecast.path("authority").asText())
                .append(" root ")
                .append(forecast.path("root").asText(), 0, 16)
                .append(forecast.path("breaks").asBoolean() ? " these would break:\n" : " nothing would break.\n");
        names(text, "  under it: ", names(forecast.path("identities")));
        names(text, "  without any root: ", names(forecast.path("blind")));
        names(text, "  not known: ", names(forecast.path("unknown")));
        peers(text, forecast.path("peers"));
        return text.toString();
    }

    private static void waiting(String authority, JsonNode rotation, StringBuilder below) {
        if (!text(rotation.path("waitsFor")).isEmpty()) {
            below.append(authority)
                    .append(": ")
                    .append(text(rotation.path("waitsFor")))
                    .append('\n');
        }
        names(below, "  ", names(rotation.path("waiting")));
        names(below, "  laggards: ", names(rotation.path("gate").path("laggards")));
        peers(below, rotation.path("gate").path("peers"));
        for (JsonNode skipped : rotation.path("skipped")) {
            below.append("  skipped by ")
                    .append(skipped.path("by").asText())
                    .append(" at ")
                    .append(skipped.path("at").asText())
                    .append(": ")
                    .append(skipped.path("name").asText())
                    .append('\n');
        }
    }

    /// Other trust domains: who cannot prove itself stays until somebody decides, so say what to do.
    private static void peers(StringBuilder text, JsonNode peers) {
        for (JsonNode peer : peers) {
            text.append("  federation peer ")
                    .append(peer.path("name").asText())
                    .append(": ")
                    .append(peer.path("advice").asText())
                    .append('\n');
        }
    }

    /// Nothing where the issuer in force is the one the documents name.
    private static void issuer(String authority, JsonNode issuer, StringBuilder below) {
        if (!text(issuer.path("note")).isEmpty()) {
            below.append(authority)
                    .append(" issuer: ")
                    .append(text(issuer.path("note")))
                    .append("\n  ")
                    .append(text(issuer.path("fix")))
                    .append('\n');
        }
    }

    private static List<String> names(JsonNode array) {
        var names = new ArrayList<String>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static void names(StringBuilder text, String title, List<String> names) {
        if (!names.isEmpty()) {
            text.append(title)
                    .append(String.join(", ", names.stream().limit(NAMED_MAX).toList()));
            text.append(names.size() > NAMED_MAX ? " and " + (names.size() - NAMED_MAX) + " more\n" : "\n");
        }
    }

    private static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }
}
