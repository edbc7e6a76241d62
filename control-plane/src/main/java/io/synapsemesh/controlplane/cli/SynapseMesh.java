package io.synapsemesh.controlplane.cli;

import io.synapsemesh.core.diagnostic.Code;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `synapsemesh`.
@Command(
        name = "synapsemesh",
        description = "Azure Synapse workspaces as mutually authenticated services of the mesh you already run.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or nothing to do",
            "1:failed",
            "64:wrong usage",
            "65:bad input",
            "79:findings, such as a stale document"
        })
public final class SynapseMesh implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandLine.Model.CommandSpec spec;

    private SynapseMesh() {}

    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] args) {
        System.exit(run(List.of(args), Terminal.system()));
    }

    /// Runs one command and returns its exit code; the JVM goes on. Without colours.
    public static int run(String[] args, PrintStream out, PrintStream err, Map<String, String> environment) {
        return run(List.of(args), Terminal.of(out, err, environment, Terminal.Color.NO));
    }

    static int run(List<String> args, Terminal terminal) {
        int exit = commandLine(terminal).execute(args.toArray(String[]::new));
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    static CommandLine commandLine(Terminal terminal) {
        var line = new CommandLine(new SynapseMesh());
        for (Object command : Commands.all(terminal)) {
            line.addSubcommand(command);
        }
        Commands.nested(terminal)
                .forEach((parent, commands) -> commands.forEach(
                        command -> Objects.requireNonNull(line.getSubcommands().get(parent))
                                .addSubcommand(command)));
        return line.setOut(terminal.out())
                .setErr(terminal.err())
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.color() == Terminal.Color.YES ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler((problem, given) -> misused(problem, terminal))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int misused(ParameterException problem, Terminal terminal) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String message = problem.getMessage();
        List<String> near =
                problem instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String next =
                near.isEmpty() ? "See: " + name + " --help" : "Did you mean: " + name + " " + near.getFirst() + "?";
        CliProblem.usage(message == null ? "wrong usage" : message, next).print(terminal);
        return Exit.USAGE;
    }

    private static int failed(Exception failure, Terminal terminal) {
        CliProblem problem = failure instanceof CliProblem known
                ? known
                : new CliProblem(
                        Exit.FAILED,
                        Code.SYN1210,
                        failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                        "This is a defect: please report it with the command and this text.");
        problem.print(terminal);
        return problem.exit();
    }
}
