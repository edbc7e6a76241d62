package io.synapsemesh.controlplane.cli;

import io.synapsemesh.certs.history.HistoryCheck;
import io.synapsemesh.certs.history.HistoryPage;
import io.synapsemesh.certs.history.HistorySegments;
import io.synapsemesh.core.diagnostic.Code;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Offline: whoever doubts the log does not ask the one who wrote it.
@Command(
        name = "history",
        description = {
            "Shows the newest certificates that were issued, from the hash log in the data directory.",
            "Exit code of --verify: 0 if the whole log hangs together, else 79."
        },
        mixinStandardHelpOptions = true)
final class CertsHistoryCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final DataDirOption dataDir = new DataDirOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--verify", description = "Read all of it, and name the first line that was changed or is missing.")
    private boolean verify;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int lines = 20;

    CertsHistoryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (lines < 1 || lines > 1000) {
            throw CliProblem.usage("--lines " + lines + " is not 1 to 1000", "Give a number in between.");
        }
        var segments = dataDir.open().history();
        return verify ? verified(segments) : shown(segments);
    }

    private int shown(HistorySegments segments) {
        var rows = HistoryPage.newest(segments, lines).rows();
        var table = new Table("LINE", "ISSUED AT", "IDENTITY", "SERIAL", "NOT AFTER");
        var items = rows.stream()
                .map(row -> {
                    var entry = row.entry();
                    table.row(
                            Long.toString(row.sequence()),
                            entry.issuedAt().toString(),
                            entry.name(),
                            entry.serial(),
                            entry.notAfter().toString());
                    var item = new LinkedHashMap<String, Object>();
                    item.put("line", row.sequence());
                    item.put("issuedAt", entry.issuedAt().toString());
                    item.put("identity", entry.name());
                    item.put("serial", entry.serial());
                    item.put("sha256", entry.sha256());
                    item.put("notAfter", entry.notAfter().toString());
                    return (Object) item;
                })
                .toList();
        output.print(
                Lists.tree("CertHistory", items),
                () -> table.isEmpty() ? "Nothing was issued yet.\n" : table.print(terminal),
                terminal);
        return Exit.OK;
    }

    private int verified(HistorySegments segments) {
        var check = HistoryCheck.of(segments);
        var item = new LinkedHashMap<String, Object>();
        item.put("lines", check.lines());
        item.put("broken", check.broken().orElse(null));
        output.print(
                Lists.tree("CertHistoryCheck", java.util.List.of(item)),
                () -> check.lines() + " lines hang together" + (check.broken().isPresent() ? ", then:" : ".") + "\n",
                terminal);
        if (check.broken().isPresent()) {
            throw new CliProblem(Exit.FINDINGS, Code.SYN0808, check.broken().get(), "See docs/codes/SYN0808.md.");
        }
        return Exit.OK;
    }
}
