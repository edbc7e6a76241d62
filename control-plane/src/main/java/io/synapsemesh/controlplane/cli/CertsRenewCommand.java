package io.synapsemesh.controlplane.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "renew",
        description = "Replaces the certificate of one identity now, with a new key.",
        mixinStandardHelpOptions = true)
final class CertsRenewCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "IDENTITY", description = "As in the first column of certs.")
    private String identity = "";

    CertsRenewCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var answer = new ApiClient(server.url(terminal), server.token())
                .post("/api/v1/certs/rotate", Map.of("identity", identity));
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }
}
