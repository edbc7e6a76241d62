package io.synapsemesh.controlplane.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.history.HistoryCheck;
import io.synapsemesh.certs.profile.ChainLint;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A renewal on a real data directory, killed with SIGKILL between two steps, and the start that follows.
class LeafKillTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(value = LeafWriter.Point.class, mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void theNextStartHasTheOldLeafOrAWholeNewOneAndRenewsWhatIsDue(LeafWriter.Point point) throws Exception {
        Path data = directory.resolve("data");
        Leaf first = leafAfter(Duration.ZERO);

        killAt(point, data);

        Leaf kept = leafAfter(Duration.ofHours(20));
        boolean finished = point == LeafWriter.Point.AFTER_KEEP;
        assertThat(kept.chain().serial().equals(first.chain().serial()))
                .as("what is due now was renewed, by the killed process or by this one")
                .isFalse();
        assertThat(ChainLint.isPair(kept.privateKey(), kept.chain().leaf())).isTrue();
        String audit = Files.readString(data.resolve("audit/audit-000000000000000001.jsonl"));
        assertThat(audit).contains(kept.chain().serial());
        assertThat(leafAfter(Duration.ofHours(20)))
                .as("and issues nothing more")
                .isEqualTo(kept);
        long issued = HistoryCheck.of(DataDirectory.open(data).history()).lines();
        assertThat(HistoryCheck.of(DataDirectory.open(data).history()).broken()).isEmpty();
        assertThat(issued)
                .as("one for the first, one for the last, one more if the killed process had noted it")
                .isEqualTo(finished || point.compareTo(LeafWriter.Point.AFTER_HISTORY) < 0 ? 2 : 3);
        for (String folder : List.of("svids", "history")) {
            try (var files = Files.list(data.resolve(folder))) {
                assertThat(files.filter(
                                file -> !String.valueOf(file.getFileName()).startsWith(".")))
                        .hasSize(1)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    private Leaf leafAfter(Duration ahead) {
        try (var rig = LeafWriter.open(DataDirectory.open(directory.resolve("data")), LeafWriter.Point.NEVER, ahead)) {
            rig.rotator().want(List.of(LeafWriter.REQUEST));
            return rig.rotator().leaf(LeafWriter.NAME).orElseThrow();
        }
    }

    /// Wherever the runner of the tests loaded our classes from.
    private static String classPath() {
        var path = new ArrayList<String>();
        path.add(System.getProperty("java.class.path"));
        if (LeafKillTest.class.getClassLoader() instanceof URLClassLoader loader) {
            Stream.of(loader.getURLs()).map(URL::getPath).forEach(path::add);
        }
        return String.join(File.pathSeparator, path);
    }

    private static void killAt(LeafWriter.Point point, Path data) throws Exception {
        Path log = data.resolveSibling("child.log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        LeafWriter.class.getName(),
                        data.toString(),
                        point.name())
                .redirectError(log.toFile())
                .start();
        try {
            String said;
            var lines = process.inputReader();
            do {
                said = lines.readLine();
                assertThat(said)
                        .as("the process ended before %s: %s", point, Files.readString(log))
                        .isNotNull()
                        .isNotEqualTo("done");
            } while (!said.equals("at " + point));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
