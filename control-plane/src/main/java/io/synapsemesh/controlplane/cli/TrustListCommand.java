package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "Shows every federated trust domain: its bundle, how old it is, and which of ours it holds.",
        mixinStandardHelpOptions = true)
final class TrustListCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    TrustListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode list = PeerRows.fetch(server, terminal);
        output.print(list, () -> PeerRows.table(list, terminal), terminal);
        return Exit.OK;
    }
}
