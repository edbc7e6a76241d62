package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.core.diagnostic.Code;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// For scripts and probes: what is due is done by the control plane itself, so 0 means that nobody has to do anything.
@Command(
        name = "needs-renewal",
        description = "Shows the certificates that are due. Exits 1 if one of them could not be renewed.",
        mixinStandardHelpOptions = true)
final class CertsNeedsRenewalCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "IDENTITY", description = "Only this one.")
    private @Nullable String identity;

    CertsNeedsRenewalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode list = CertRows.fetch(server, terminal);
        String only = identity;
        List<JsonNode> asked = only == null
                ? CertRows.items(list)
                : List.of(CertRows.named(list, only).orElseThrow(() -> CertsShowCommand.unknown(only)));
        List<JsonNode> due = asked.stream()
                .filter(item -> !item.path("state").asText().equals("Fresh"))
                .toList();
        ObjectNode shown = list.deepCopy();
        shown.putArray("items").addAll(due);
        output.print(shown, () -> due.isEmpty() ? "" : CertRows.table(due, terminal), terminal);
        List<JsonNode> failing = due.stream()
                .filter(item -> !item.path("state").asText().equals("Renewing"))
                .toList();
        if (!failing.isEmpty()) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN0801,
                    failing.size() + " of " + asked.size() + " certificates could not be renewed, first "
                            + failing.getFirst().path("identity").asText() + ": "
                            + CertRows.text(failing.getFirst(), "lastError"),
                    "See docs/codes/SYN0801.md.");
        }
        terminal.say(due.isEmpty() ? "Nothing to renew." : due.size() + " are being renewed.");
        return Exit.OK;
    }
}
