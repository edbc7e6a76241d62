package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "bundle",
        description = {
            "Prints the mesh's own SPIFFE bundle, as its bundle endpoint serves it.",
            "For a trust domain that cannot reach the endpoint."
        },
        mixinStandardHelpOptions = true)
final class TrustBundleCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    TrustBundleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode bundle = new ApiClient(server.url(terminal), server.token()).get("/api/v1/trust/bundle");
        terminal.out().println(OutputOption.json(bundle));
        return Exit.OK;
    }
}
