package io.synapsemesh.controlplane.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "refresh",
        description = "Asks the bundle endpoint of a federated trust domain now, instead of at its interval.",
        mixinStandardHelpOptions = true)
final class TrustRefreshCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "DOMAIN", description = "As in the first column of trust list.")
    private String domain = "";

    TrustRefreshCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var answer = new ApiClient(server.url(terminal), server.token())
                .post("/api/v1/trust/refresh", Map.of("trustDomain", domain));
        terminal.say(answer.path("message").asText());
        return Exit.OK;
    }
}
