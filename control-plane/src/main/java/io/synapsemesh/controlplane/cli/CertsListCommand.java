package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "Shows every certificate the mesh serves, and how long the issuer may be down.",
        mixinStandardHelpOptions = true)
final class CertsListCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    CertsListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return print(server, output, terminal);
    }

    static int print(ServerOptions server, OutputOption output, Terminal terminal) {
        JsonNode list = CertRows.fetch(server, terminal);
        output.print(list, () -> CertRows.table(CertRows.items(list), terminal), terminal);
        CertRows.fleetBudget(CertRows.items(list)).ifPresent(terminal::say);
        return Exit.OK;
    }
}
