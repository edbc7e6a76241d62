package io.synapsemesh.e2e.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A checkout with the real scripts, on a machine where only what every Linux has is real and each other command is
/// what
/// the test says. Nothing of the true PATH, HOME or JAVA_HOME shines through.
final class FakeMachine {

    /// Stands on every Linux with glibc: coreutils, util-linux, grep, sed, awk, find.
    private static final List<String> ALWAYS_THERE = List.of(
            "awk",
            "bash",
            "cat",
            "chmod",
            "cp",
            "cut",
            "dirname",
            "env",
            "find",
            "flock",
            "getconf",
            "grep",
            "head",
            "id",
            "ln",
            "mkdir",
            "mktemp",
            "mv",
            "nice",
            "readlink",
            "rm",
            "sed",
            "sha256sum",
            "sort",
            "tail",
            "touch",
            "tr",
            "uname");
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final Path commands;
    private final Map<String, String> environment = new HashMap<>();

    FakeMachine(Path folder) {
        this.folder = folder;
        this.commands = folder.resolve("bin");
        try {
            Files.createDirectories(commands);
            for (var name : ALWAYS_THERE) {
                Files.createSymbolicLink(commands.resolve(name), real(name));
            }
            copyScripts();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up " + folder, e);
        }
        environment.put("PATH", commands.toString());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("SYNAPSEMESH_JDK_FOLDERS", folder.resolve("jdks").toString());
    }

    /// With everything that the prerequisites ask for.
    static FakeMachine complete(Path folder) {
        return new FakeMachine(folder)
                .with("make", "exit 0")
                .with("python3", "exit 0")
                .with("node", "echo v20.20.2")
                .with("mvn", "echo Apache Maven 3.8.7")
                .withJdk("25.0.3");
    }

    FakeMachine with(String command, String script) {
        return write(commands.resolve(command), script);
    }

    FakeMachine without(String command) {
        try {
            Files.delete(commands.resolve(command));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take away " + command, e);
        }
    }

    /// A JDK whose `java` prints its arguments, one a line, and ends with 3.
    FakeMachine withJdk(String version) {
        var jdk = folder.resolve("jdks/jdk-" + version);
        write(jdk.resolve("bin/java"), "printf '%s\\n' \"$@\"; exit 3");
        write(jdk.resolve("bin/javac"), "exit 0");
        return write(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"");
    }

    FakeMachine withScript(String path, String script) {
        return write(checkout().resolve(path), script);
    }

    FakeMachine withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path checkout() {
        return folder.resolve("a checkout");
    }

    Path folder() {
        return folder;
    }

    /// @param script relative to the checkout
    Ended run(String script, String... arguments) {
        return runAt(checkout().resolve(script), arguments);
    }

    Ended runAt(Path script, String... arguments) {
        try {
            var out = Files.createTempFile(folder, "out", "");
            var err = Files.createTempFile(folder, "err", "");
            var builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                            .toList())
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(WITHIN)) {
                process.destroyForcibly();
                throw new IllegalStateException(script + " did not end within " + WITHIN);
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + script + " ran", e);
        }
    }

    /// How a script ended.
    record Ended(int status, String out, String err) {}

    private void copyScripts() throws IOException {
        var root = Path.of(System.getProperty("synapsemesh.root"));
        var tools = Files.createDirectories(checkout().resolve("tools"));
        Files.copy(root.resolve("synapsemesh"), checkout().resolve("synapsemesh"));
        try (var scripts = Files.list(root.resolve("tools"))) {
            for (var script : scripts.filter(Files::isRegularFile).toList()) {
                Files.copy(script, tools.resolve(script.getFileName()));
            }
        }
    }

    private FakeMachine write(Path file, String script) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file); // it may be a link to the machine's own command
            Files.writeString(
                    file, "release".equals(file.getFileName().toString()) ? script : "#!/bin/bash\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Path real(String command) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this machine has no " + command));
    }
}
