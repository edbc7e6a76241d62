package io.synapsemesh.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/// One server as a child process, its output in a file. It is ended by its own process id, also when this JVM ends
/// without having closed it.
public final class ToolProcess implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration POLITELY = Duration.ofSeconds(5);
    private static final int LINES_SHOWN = 25;

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread atExit;

    private ToolProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly, "end " + name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// @param folder where the process runs and its log `NAME.log` is written
    public static ToolProcess start(ToolBinary binary, Path folder, List<String> arguments) {
        String name = String.valueOf(binary.path().getFileName());
        var command = new ArrayList<>(List.of(binary.path().toString()));
        command.addAll(arguments);
        var log = folder.resolve(name + ".log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new ToolProcess(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /// Waits until `ready`, and not longer than the process lives.
    ///
    /// @throws IllegalStateException with the end of the log
    public void awaitReady(Duration within, BooleanSupplier ready) {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(within.plusSeconds(1))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + tail());
                    }
                })
                .conditionEvaluationListener(null)
                .until(ready::getAsBoolean);
    }

    /// The last lines it wrote.
    public String tail() {
        try {
            var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "no log at " + log + ": " + e;
        }
    }

    /// Asks it to end, and ends it where it takes longer than five seconds: its state is thrown away.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(POLITELY)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The JVM is ending: the hook runs by itself.
        }
    }
}
