package io.synapsemesh.certs.root;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.TestClock;
import io.synapsemesh.core.event.Event;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// Another process rotates a root and is killed (SIGKILL) in the middle of one write of the slot file.
class RootKillTest {
    /// Write 1 prepares, 2 alarms, 3 skips, 4 and 5 take acknowledgements, 6 activates, 7 begins the drain, 8 retires.
    @ParameterizedTest(name = "killed {1} write {0}: {2}")
    @CsvSource({
        "1, before, Stable",
        "1, after, Prepared",
        "2, after, Prepared",
        "3, after, Prepared",
        "6, before, Prepared",
        "6, after, Activated",
        "7, before, Activated",
        "7, after, Activated",
        "8, before, Activated",
        "8, after, Stable",
    })
    void resumesTheSameStep(int write, String when, String phase, @TempDir Path folder) throws Exception {
        killAt(folder, write, when);

        var clock = new TestClock();
        clock.advance(Duration.ofDays(5)); // Later than whatever the other process saw.
        var mesh = RotationScript.mesh(new FolderStore(folder), clock);

        assertThat(mesh.phase()).isEqualTo(phase);
        assertThat(mesh.authority().anchors().certificates()).hasSize(phase.equals("Stable") ? 1 : 2);
        if (mesh.state().rotation().isPresent()) {
            String id = mesh.state().rotation().get().id();
            mesh.finish();
            assertThat(mesh.reports)
                    .singleElement()
                    .satisfies(report -> assertThat(report.id()).isEqualTo(id));
        }
        assertThat(mesh.phase()).isEqualTo("Stable");
    }

    /// Of the classes a rotation needs, wherever the runner of the tests loaded them from.
    private static String classPath() {
        return Stream.of(
                        DoomedProcess.class,
                        RootRotator.class,
                        Event.class,
                        X509v3CertificateBuilder.class,
                        ASN1Encodable.class,
                        MiscObjectIdentifiers.class,
                        LoggerFactory.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void killAt(Path folder, int write, String when) throws IOException, InterruptedException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                DoomedProcess.class.getName(),
                folder.toString(),
                Integer.toString(write),
                when);
        var log = Files.createTempFile("doomed", ".log");
        var child = new ProcessBuilder(command).redirectError(log.toFile()).start();
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            do {
                line = lines.readLine();
            } while (line != null && !line.equals("here") && !line.equals("the end"));
            assertThat(line)
                    .as("the process stands in the write: %s", Files.readString(log))
                    .isEqualTo("here");
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            Files.deleteIfExists(log);
        }
    }
}
