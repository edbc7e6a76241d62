package io.synapsemesh.controlplane.cli;

import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.documents.Parsed;
import io.synapsemesh.documents.report.DiagnosticJson;
import io.synapsemesh.documents.report.DiagnosticText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Checks documents against their schema and rules. Exits 65 if one has an error.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or directories of *.yaml and *.yml.")
    private List<Path> paths = List.of();

    @Mixin
    private final OutputOption output = new OutputOption();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Parsed parsed = Offline.parsed(paths);
        output.print(
                Lists.tree("DiagnosticList", DiagnosticJson.trees(parsed.diagnostics())),
                () -> DiagnosticText.print(parsed.diagnostics()),
                terminal);
        long errors = parsed.diagnostics().stream().filter(Diagnostic::isError).count();
        long warnings = parsed.diagnostics().stream()
                .filter(d -> d.severity() == Severity.WARNING)
                .count();
        terminal.say(counted(parsed.documents().size() + parsed.refused().size(), "document") + ", "
                + counted(errors, "error") + ", " + counted(warnings, "warning") + ".");
        return errors > 0 ? Exit.BAD_INPUT : Exit.OK;
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
