package io.synapsemesh.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An Envoy as a child process: no root, no container engine. It ends with `close` or with this JVM, unless that is
/// killed outright.
public final class EnvoyProcess implements RunningEnvoy {

    private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);
    private static final int LOG_BYTES_MAX = 64 << 10;

    private final EnvoyLaunch launch;
    private final Process process;
    private final EnvoyAdmin admin;
    private final Thread atExit;

    private EnvoyProcess(EnvoyLaunch launch, Process process, EnvoyAdmin admin, Thread atExit) {
        this.launch = launch;
        this.process = process;
        this.admin = admin;
        this.atExit = atExit;
    }

    /// Starts Envoy and waits until its admin interface is bound; see [RunningEnvoy#awaitReady] for more.
    ///
    /// @throws EnvoyFailure with Envoy's log, when it ends at once: most often its bootstrap is refused
    public static EnvoyProcess start(EnvoyBinary binary, EnvoyLaunch launch) {
        launch.prepare();
        var command = new ArrayList<>(List.of(binary.path().toString()));
        command.addAll(launch.commandLine());
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(launch.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(logFile(launch).toFile())
                    .start();
        } catch (IOException e) {
            throw new EnvoyFailure("cannot start Envoy " + launch.name() + " from " + binary.path(), e);
        }
        var atExit = new Thread(process::destroy, "end-envoy-" + launch.name());
        var deadline = System.nanoTime() + STARTED_WITHIN.toNanos();
        try {
            // Refused while the JVM goes down: then Envoy must go now, or nobody ends it.
            Runtime.getRuntime().addShutdownHook(atExit);
            while (true) {
                var address = RunningEnvoy.adminAddress(launch);
                if (address.isPresent()) {
                    return new EnvoyProcess(launch, process, new EnvoyAdmin(address.get()), atExit);
                }
                if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                    throw new EnvoyFailure("Envoy " + launch.name() + " ended at once with status "
                            + process.exitValue() + ":\n" + tail(launch));
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new EnvoyFailure("Envoy " + launch.name() + " did not start within " + STARTED_WITHIN
                            + " (its bootstrap needs an admin address):\n" + tail(launch));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop(process, atExit);
            throw new EnvoyFailure("interrupted while Envoy " + launch.name() + " was starting", e);
        } catch (RuntimeException e) {
            stop(process, atExit);
            throw e;
        }
    }

    @Override
    public EnvoyLaunch launch() {
        return launch;
    }

    @Override
    public EnvoyAdmin admin() {
        return admin;
    }

    @Override
    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public String log() {
        return tail(launch);
    }

    /// Asks Envoy to end, so that it writes out its logs, and ends it after 5 s if it does not.
    @Override
    public void close() {
        stop(process, atExit);
    }

    private static void stop(Process process, Thread atExit) {
        process.destroy();
        try {
            if (!process.waitFor(STOPPED_WITHIN)) {
                process.destroyForcibly().waitFor(STOPPED_WITHIN);
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The JVM is going down: the hook is running or has run, which is what it is for.
        }
    }

    private static Path logFile(EnvoyLaunch launch) {
        return launch.folder().resolve("envoy.log");
    }

    private static String tail(EnvoyLaunch launch) {
        try (var file = new RandomAccessFile(logFile(launch).toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LOG_BYTES_MAX));
            var bytes = new byte[(int) Math.min(LOG_BYTES_MAX, file.length())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of Envoy " + launch.name(), e);
        }
    }
}
