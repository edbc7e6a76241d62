package io.synapsemesh.controlplane.cli;

import io.synapsemesh.controlplane.OfflineMesh;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.documents.DocumentKind;
import io.synapsemesh.documents.Parsed;
import io.synapsemesh.documents.report.DiagnosticJson;
import io.synapsemesh.documents.report.DiagnosticText;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        description = "Checks documents: schema, rules, and what they refer to and compile to if a MeshTrust is among"
                + " them. Exits 65 if one has an error.",
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
        List<Diagnostic> diagnostics = Stream.concat(parsed.diagnostics().stream(), later(parsed).stream())
                .distinct()
                .sorted()
                .toList();
        output.print(
                Lists.tree("DiagnosticList", DiagnosticJson.trees(diagnostics)),
                () -> DiagnosticText.print(diagnostics),
                terminal);
        long errors = diagnostics.stream().filter(Diagnostic::isError).count();
        long warnings = diagnostics.stream()
                .filter(d -> d.severity() == Severity.WARNING)
                .count();
        terminal.say(counted(parsed.documents().size() + parsed.refused().size(), "document") + ", "
                + counted(errors, "error") + ", " + counted(warnings, "warning") + ".");
        return errors > 0 ? Exit.BAD_INPUT : Exit.OK;
    }

    /// What resolving, compiling and rendering find. A few documents without their MeshTrust are a part of a
    /// configuration: what they refer to stands elsewhere.
    private List<Diagnostic> later(Parsed parsed) {
        boolean whole =
                parsed.documents().stream().anyMatch(document -> document.kind() == DocumentKind.MESH_TRUST);
        if (!whole) {
            terminal.say("References were not checked: there is no MeshTrust among these documents.");
            return List.of();
        }
        return OfflineMesh.publish(
                        parsed.documents(), UpstreamPolicy.PRODUCTION, Offline.NAMESPACE, "/dev/null")
                .diagnostics();
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
