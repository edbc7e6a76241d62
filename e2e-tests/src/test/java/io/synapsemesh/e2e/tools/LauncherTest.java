package io.synapsemesh.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./synapsemesh` with a build that only leaves jars and a JVM that only prints its arguments.
final class LauncherTest {

    private static final String BUILD = """
            cd "$(dirname "$0")/.."
            echo built >> builds
            echo noise of the build
            for module in control-plane demo; do
              mkdir -p $module/target/lib
              touch $module/target/$module-0.1.0.jar
            done
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before each test
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FakeMachine machine;

    @BeforeEach
    void checkoutWithSources() throws IOException {
        machine = FakeMachine.complete(folder)
                .withScript("tools/mvn", BUILD)
                .withScript("tools/setup", "echo set up >&2");
        for (var module : new String[] {"control-plane", "demo"}) {
            var sources = Files.createDirectories(machine.checkout().resolve(module + "/src/main/java"));
            Files.writeString(sources.resolve("A.java"), "");
            Files.writeString(machine.checkout().resolve(module + "/pom.xml"), "");
        }
        Files.writeString(machine.checkout().resolve("pom.xml"), "");
    }

    @Test
    void buildsOnFirstUseAndAgainOnlyWhenSourcesChangeOrDisappear() throws IOException {
        machine.run("synapsemesh", "status");
        machine.run("synapsemesh", "status");
        assertThat(builds()).isEqualTo(1);

        var source = machine.checkout().resolve("demo/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        machine.run("synapsemesh", "status");
        assertThat(builds()).isEqualTo(2);

        Files.delete(source);
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.now().plusSeconds(2)));
        machine.run("synapsemesh", "status");
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void stdoutAndStatusAreTheCommandsAlone() {
        var ended = machine.run("synapsemesh", "status", "-o", "two words");
        var jar = machine.checkout().resolve("control-plane/target/control-plane-0.1.0.jar");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).startsWith("building SynapseMesh").doesNotContain("noise");
        assertThat(ended.out().lines())
                .containsExactly(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dsynapsemesh.root=" + machine.checkout(),
                        "-cp",
                        jar + ":" + machine.checkout().resolve("control-plane/target/lib/*"),
                        "io.synapsemesh.controlplane.cli.SynapseMesh",
                        "status",
                        "-o",
                        "two words");
    }

    @Test
    void demoHasItsOwnMainClassAndGetsEnvoyFirst() {
        var ended = machine.run("synapsemesh", "demo", "--once", "--json");
        assertThat(ended.err()).contains("set up");
        assertThat(ended.out().lines().toList())
                .endsWith("io.synapsemesh.demo.Demo", "--once", "--json")
                .anyMatch(argument -> argument.startsWith(
                        machine.checkout().resolve("demo/target/demo-0.1.0.jar").toString()));
    }

    @Test
    void worksThroughALinkFromAnotherFolder() throws IOException {
        var link = Files.createSymbolicLink(
                machine.folder().resolve("sm"), machine.checkout().resolve("synapsemesh"));
        assertThat(machine.runAt(link, "status").out()).contains("-Dsynapsemesh.root=" + machine.checkout() + "\n");
    }

    @Test
    void failedBuildShowsItsOutputOnStderrAndRunsNothing() {
        var ended =
                machine.withScript("tools/mvn", "echo a compiler error; exit 1").run("synapsemesh", "status");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("a compiler error", "the build failed", "make build");
    }

    @Test
    void buildThatWasInterruptedIsMadeAgain() throws IOException {
        machine.run("synapsemesh", "status");
        Files.delete(machine.checkout().resolve("demo/target/demo-0.1.0.jar"));
        machine.withScript("tools/mvn", BUILD + "exit 130").run("synapsemesh", "status");
        assertThat(machine.run("synapsemesh", "status").status()).isEqualTo(1);
        machine.withScript("tools/mvn", BUILD).run("synapsemesh", "status");
        assertThat(builds()).isEqualTo(4);
    }

    private long builds() throws IOException {
        return Files.readAllLines(machine.checkout().resolve("builds")).size();
    }
}
