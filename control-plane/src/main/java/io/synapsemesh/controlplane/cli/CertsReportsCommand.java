package io.synapsemesh.controlplane.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.controlplane.KeptReports;
import io.synapsemesh.controlplane.KeptReports.Kept;
import io.synapsemesh.controlplane.state.DataDirectory;
import io.synapsemesh.core.diagnostic.Code;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Offline, with the public key that lies beside the reports.
@Command(
        name = "reports",
        description = {
            "Shows the signed reports of root rotations, and whether each signature holds.",
            "Exit code: 0 if all that are shown hold, else 79."
        },
        mixinStandardHelpOptions = true)
final class CertsReportsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final DataDirOption dataDir = new DataDirOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Only this one, all of it.")
    private @Nullable String id;

    CertsReportsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var all = KeptReports.of(dataDir.open().folder(DataDirectory.Part.REPORTS));
        String only = id;
        var shown = only == null
                ? all
                : all.stream().filter(kept -> kept.id().equals(only)).toList();
        if (only != null && shown.isEmpty()) {
            throw new CliProblem(
                    Exit.FAILED,
                    Code.SYN1211,
                    "there is no report of a rotation " + only,
                    "Run: synapsemesh certs reports");
        }
        if (only == null) {
            output.print(Lists.tree("RotationReportList", items(shown)), () -> table(shown), terminal);
        } else {
            JsonNode report = shown.getFirst().report();
            output.print(report, () -> OutputOption.json(report), terminal);
        }
        shown.stream().filter(kept -> kept.wrong().isPresent()).findFirst().ifPresent(kept -> {
            throw new CliProblem(
                    Exit.FINDINGS,
                    Code.SYN0808,
                    "reports/" + kept.file() + ": " + kept.wrong().get(),
                    "See docs/codes/SYN0808.md.");
        });
        return Exit.OK;
    }

    private String table(List<Kept> reports) {
        var table = new Table("ID", "AUTHORITY", "OUTCOME", "PREPARED AT", "ENDED AT", "MOVED", "SIGNATURE");
        for (Kept kept : reports) {
            var report = kept.report();
            table.row(
                    kept.id(),
                    report.path("authority").asText(),
                    report.path("outcome").asText(),
                    report.path("phases").path("preparedAt").asText(),
                    report.path("phases").path("endedAt").asText(),
                    report.path("identitiesMoved").asText(),
                    kept.wrong().isEmpty() ? "Good" : "Bad");
        }
        return table.isEmpty() ? "No root was replaced yet.\n" : table.print(terminal);
    }

    private static List<Object> items(List<Kept> reports) {
        return reports.stream()
                .map(kept -> {
                    var item = new LinkedHashMap<String, Object>();
                    item.put("id", kept.id());
                    item.put("file", kept.file());
                    item.put("signature", kept.wrong().isEmpty() ? "Good" : "Bad");
                    item.put("wrong", kept.wrong().orElse(null));
                    item.put("report", kept.report());
                    return (Object) item;
                })
                .toList();
    }
}
