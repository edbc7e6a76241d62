package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.core.diagnostic.Code;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows one federated trust domain.", mixinStandardHelpOptions = true)
final class TrustShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "DOMAIN", description = "As in the first column of trust list.")
    private String domain = "";

    TrustShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode item = PeerRows.named(PeerRows.fetch(server, terminal), domain)
                .orElseThrow(() -> new CliProblem(
                        Exit.FAILED,
                        Code.SYN1211,
                        "the MeshTrust federates with no domain called " + domain,
                        "Run: synapsemesh trust list"));
        output.print(item, () -> lines(item), terminal);
        return Exit.OK;
    }

    private static String lines(JsonNode item) {
        var text = new StringBuilder();
        for (String[] line : PeerRows.lines(item)) {
            String plain = line[1].replaceAll("\\p{Cntrl}", "?");
            text.append("%-14s %s%n".formatted(line[0] + ":", plain.isEmpty() ? "-" : plain));
        }
        return text.toString();
    }
}
