package io.synapsemesh.controlplane.cli;

import io.synapsemesh.controlplane.state.DataDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--data-dir` of commands that need no server.
final class DataDirOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "./.synapsemesh",
            description = "Default: ${DEFAULT-VALUE}.")
    private Path path = Path.of("./.synapsemesh");

    /// @throws CliProblem if it is not there or not private
    DataDirectory open() {
        return Offline.directory(path);
    }
}
