package io.synapsemesh.demo;

import io.synapsemesh.core.diagnostic.Code;
import java.util.List;

/// The command line of `demo`.
///
/// @param afterwards whether it stays up after the script
/// @param format of the rows on stdout
record DemoOptions(Afterwards afterwards, Format format) {
    static final String USAGE = """
            Usage: synapsemesh demo [--once] [--json]
            Runs the main job on this machine: a control plane, two simulated workspaces, three real Envoys, real traffic.
              --once   end after the script instead of staying up
              --json   print the rows as JSON: {"rows":[...]}
              --help   print this
            Exit codes: 0 every row is as expected, 1 a row differs or the demo cannot start, 64 wrong usage
            """;

    enum Afterwards {
        STAY,
        END
    }

    enum Format {
        TABLE,
        JSON
    }

    /// @throws DemoProblem for anything but the two flags
    static DemoOptions parse(List<String> arguments) {
        var afterwards = Afterwards.STAY;
        var format = Format.TABLE;
        for (String argument : arguments) {
            switch (argument) {
                case "--once" -> afterwards = Afterwards.END;
                case "--json" -> format = Format.JSON;
                default ->
                    throw new DemoProblem(
                            Code.SYN1209, "demo does not know '" + argument + "'", "See: synapsemesh demo --help");
            }
        }
        return new DemoOptions(afterwards, format);
    }
}
