package io.synapsemesh.benchmarks.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A JVM of ours that answers one line to each line it is sent. It ends when its stdin does, so it never outlives us.
public final class ChildProcess implements AutoCloseable {
    private static final int LINES_MAX = 64;
    private static final Duration START = Duration.ofMinutes(15);

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(LINES_MAX);
    private final String greeting;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread.ofVirtual().name("answers of " + name).start(this::listen);
        try {
            greeting = answer(START);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Starts `main` with the class path of this JVM and waits for its first line.
    ///
    /// @param heap as `-Xmx` takes it
    public static ChildProcess start(String name, Class<?> main, String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx" + heap,
                "-XX:+UseG1GC",
                "-Dlogback.configurationFile=bench-logback.xml"));
        command.addAll(List.of(System.getProperty("synapsemesh.bench.jvm", "").split(" ", -1)));
        command.removeIf(String::isBlank);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildProcess(
                    name,
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /// The first line, by which the child says that it is ready.
    public String greeting() {
        return greeting;
    }

    /// @throws IllegalStateException if there is no answer in time, or it says `failed`
    public String ask(String command, Duration within) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is gone before: " + command, e);
        }
        return answer(within);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String answer(Duration within) {
        try {
            String answer = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new IllegalStateException(name + " did not answer within " + within);
            }
            if (answer.startsWith("failed")) {
                throw new IllegalStateException(name + ": " + answer);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private void listen() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(Answers.MARK)) {
                    answers.put(line.substring(Answers.MARK.length()));
                } else {
                    System.err.println(line);
                }
            }
            answers.put("failed: it ended");
        } catch (IOException e) {
            answers.add("failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
