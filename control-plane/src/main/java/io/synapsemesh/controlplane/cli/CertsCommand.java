package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "certs", description = "Shows every certificate the mesh serves.", mixinStandardHelpOptions = true)
final class CertsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    CertsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode list = new ApiClient(server.url(terminal), server.token()).get("/api/v1/certs");
        output.print(list, () -> table(list), terminal);
        return Exit.OK;
    }

    @Command(
            name = "rotate",
            description = "Replaces the certificate of one identity now.",
            mixinStandardHelpOptions = true)
    Integer rotate(
            @Mixin ServerOptions target,
            @Parameters(paramLabel = "IDENTITY", description = "As in the first column of certs.") String identity) {
        var answer = new ApiClient(target.url(terminal), target.token())
                .post("/api/v1/certs/rotate", Map.of("identity", identity));
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }

    private String table(JsonNode list) {
        var table = new Table("IDENTITY", "STATE", "NOT AFTER", "RENEW AT", "ISSUER", "SERVED BY", "LAST ERROR");
        for (JsonNode item : list.path("items")) {
            var servedBy = new ArrayList<String>();
            item.path("servedBy").forEach(name -> servedBy.add(name.asText()));
            table.row(
                    item.path("identity").asText(),
                    item.path("state").asText(),
                    text(item, "notAfter"),
                    text(item, "renewAt"),
                    item.path("issuer").asText(),
                    String.join(",", servedBy),
                    text(item, "lastError"));
        }
        return table.isEmpty() ? "No certificates.\n" : table.print(terminal);
    }

    private static String text(JsonNode item, String key) {
        JsonNode value = item.path(key);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }
}
