package io.synapsemesh.controlplane.cli;

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
        return CertsListCommand.print(server, output, terminal);
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
}
