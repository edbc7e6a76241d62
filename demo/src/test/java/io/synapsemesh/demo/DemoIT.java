package io.synapsemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `demo --once --json` as the launcher starts it, in a process of its own: the JVM's resolver is set before it
/// resolves.
final class DemoIT {
    private static final long MINUTES_MAX = 4;
    private static final Set<String> WORDS = Set.of("allow", "deny", "rotated", "changed", "0 failed");

    @TempDir
    private Path folder;

    @Test
    void everyRowIsAsExpectedAndNothingIsLeftRunning() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var process = start(out, err, "--once", "--json");
        var envoys = new AtomicReference<List<ProcessHandle>>(List.of());
        boolean ended = false;
        for (long i = 0; i < TimeUnit.MINUTES.toSeconds(MINUTES_MAX) * 4 && !ended; i++) {
            List<ProcessHandle> children = process.descendants().toList();
            if (children.size() > envoys.get().size()) {
                envoys.set(children);
            }
            ended = process.waitFor(250, TimeUnit.MILLISECONDS);
        }
        if (!ended) {
            process.destroy();
        }
        String said = Files.readString(err);
        assertThat(ended).as("ended in time; it said:%n%s", said).isTrue();

        var names = new TreeSet<String>();
        for (JsonNode row : rows(out)) {
            var keys = new ArrayList<String>();
            row.fieldNames().forEachRemaining(keys::add);
            assertThat(keys).containsExactly("name", "request", "expected", "got", "ok", "millis");
            assertThat(row.path("expected").asText()).isIn(WORDS);
            assertThat(row.path("got").asText())
                    .as(row.toString())
                    .isEqualTo(row.path("expected").asText());
            assertThat(row.path("ok").asBoolean()).isTrue();
            assertThat(row.path("request").asText()).matches("\\P{Cntrl}+");
            names.add(row.path("expected").asText());
        }
        assertThat(names).isEqualTo(new TreeSet<>(WORDS));
        assertThat(process.exitValue()).isZero();
        assertThat(envoys.get()).as("a gateway and two sidecars").hasSize(3);
        assertThat(envoys.get()).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void refusesAnUnknownFlag() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var process = start(out, err, "--onec");
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(64);
        assertThat(Files.readString(err)).contains("SYN1209").contains("--onec");
        assertThat(Files.readString(out)).isEmpty();
    }

    /// Without a table and with a coded message, as on a machine that was not set up.
    @Test
    void saysThatEnvoyIsMissing() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var process = start(folder, out, err, "--once");
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(err)).contains("SYN1202").contains("tools/setup");
        assertThat(Files.readString(out)).isEmpty();
    }

    private static JsonNode rows(Path out) throws IOException {
        JsonNode report = new JsonMapper().readTree(Files.readString(out));
        JsonNode rows = report.path("rows");
        assertThat(rows.size()).isGreaterThanOrEqualTo(20);
        return rows;
    }

    private static Process start(Path out, Path err, String... arguments) throws IOException {
        return start(RunFolder.checkout(), out, err, arguments);
    }

    private static Process start(Path checkout, Path out, Path err, String... arguments) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dsynapsemesh.root=" + checkout,
                "-cp",
                classPath,
                Demo.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }
}
