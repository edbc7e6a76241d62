package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// How every document stands. Exit 79 if the last good version of one is in force instead of its newest text.
@Command(
        name = "status",
        description = "Shows how every document stands. Exits 79 if one is stale.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode list = new ApiClient(server.url(terminal), server.token()).get("/api/v1/status");
        output.print(list, () -> table(list), terminal);
        return isStale(list) ? Exit.FINDINGS : Exit.OK;
    }

    private String table(JsonNode list) {
        var table = new Table("KIND", "NAME", "GENERATION", "READY", "REASON", "MESSAGE");
        for (JsonNode item : list.path("items")) {
            JsonNode ready = condition(item, "Ready");
            table.row(
                    item.path("kind").asText(),
                    qualified(item),
                    item.path("generation").asText(),
                    ready.path("status").asText("Unknown"),
                    ready.path("reason").asText(""),
                    ready.path("message").asText(""));
        }
        return table.isEmpty() ? "No documents.\n" : table.print(terminal);
    }

    private static boolean isStale(JsonNode list) {
        for (JsonNode item : list.path("items")) {
            if (condition(item, "Accepted").path("reason").asText().equals("Stale")) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode condition(JsonNode item, String type) {
        for (JsonNode condition : item.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static String qualified(JsonNode item) {
        String namespace = item.path("namespace").asText("");
        return (namespace.isEmpty() ? "" : namespace + "/") + item.path("name").asText();
    }
}
