package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "proxies",
        description = "Shows every proxy, connected or not, and what it took.",
        mixinStandardHelpOptions = true)
final class ProxiesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    ProxiesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode list = new ApiClient(server.url(terminal), server.token()).get("/api/v1/proxies");
        output.print(list, () -> table(list), terminal);
        return Exit.OK;
    }

    private String table(JsonNode list) {
        var table = new Table("NAME", "ROLE", "CONNECTED", "SINCE", "RESOURCES", "STATE", "REJECTED");
        for (JsonNode item : list.path("items")) {
            int resources = 0;
            String state = item.path("connected").asBoolean() ? "Synced" : "-";
            String rejected = "";
            for (JsonNode type : item.path("types")) {
                resources += type.path("resources").asInt();
                state = worse(state, type.path("state").asText());
                JsonNode reject = type.path("reject");
                if (reject.isObject() && rejected.isEmpty()) {
                    rejected = reject.path("resource").asText() + ": "
                            + reject.path("message").asText();
                }
            }
            table.row(
                    item.path("name").asText(),
                    item.path("role").asText(),
                    item.path("connected").asBoolean() ? "yes" : "no",
                    item.path("since").asText("-").replace("null", "-"),
                    Integer.toString(resources),
                    state,
                    rejected);
        }
        return table.isEmpty() ? "No proxies.\n" : table.print(terminal);
    }

    private static String worse(String one, String other) {
        var order = java.util.List.of("-", "Synced", "NotSent", "Stale", "Rejected");
        return order.indexOf(one) >= order.indexOf(other) ? one : other;
    }
}
