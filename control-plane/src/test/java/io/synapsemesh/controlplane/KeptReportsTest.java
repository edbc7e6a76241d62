package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.root.RotationReport;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.controlplane.state.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reports of rotations, verified by whoever has the folder, and shown by `certs reports`.
class KeptReportsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ONE = "0a1b2c3d-0000-4000-8000-000000000001";
    private static final String TWO = "0a1b2c3d-0000-4000-8000-000000000002";

    @TempDir
    private Path directory;

    private DataDirectory data;

    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void write() {
        data = DataDirectory.open(directory.resolve("data"));
        var random = new SecureRandom();
        var seal = new Seal(KeyEncryptionKey.openOrCreate(new MemoryStore(), random), random);
        var files = new ReportFiles(data.folder(DataDirectory.Part.REPORTS), seal, random);
        files.keep(report(ONE, NOW));
        files.keep(report(TWO, NOW.plusSeconds(60)));
    }

    private static RotationReport report(String id, Instant at) {
        var root = new RotationReport.RootRow("ab".repeat(32), "1f", at, at.plusSeconds(60));
        return new RotationReport(
                "synapsemesh.io/v1alpha1",
                "RotationReport",
                id,
                "mesh",
                "Retired",
                "drill",
                "alice",
                root,
                root,
                new RotationReport.Phases(at, null, at, at, at.plusSeconds(5)),
                3,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                new RotationReport.Propagation(0, null, null, null));
    }

    private List<KeptReports.Kept> kept() {
        return KeptReports.of(data.folder(DataDirectory.Part.REPORTS));
    }

    private Ran certs(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = SynapseMesh.run(
                Stream.of(new String[] {"certs", "reports"}, arguments, new String[] {
                            "--data-dir", data.path().toString()
                        })
                        .flatMap(Arrays::stream)
                        .toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path file(int which) {
        return data.path().resolve("reports").resolve(kept().get(which).file());
    }

    @Test
    void believesWhatWasSignedAndShowsIt() {
        assertThat(kept()).extracting(KeptReports.Kept::id).containsExactly(ONE, TWO);
        assertThat(kept()).allSatisfy(kept -> assertThat(kept.wrong()).isEmpty());
        Ran list = certs();
        assertThat(list.exit()).isZero();
        assertThat(list.out())
                .contains("SIGNATURE", ONE, TWO, "Retired", "Good")
                .doesNotContain("Bad");
        Ran one = certs(TWO);
        assertThat(one.exit()).isZero();
        assertThat(one.out())
                .contains("\"id\" : \"" + TWO + "\"", "\"identitiesMoved\" : 3")
                .doesNotContain("failedHandshakes");
    }

    @Test
    void doesNotBelieveAReportThatWasChangedMovedOrSignedByAnother() throws IOException {
        String[] parts = Files.readString(file(0)).split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(payload.replace("\"drill\"", "\"quiet\"").getBytes(StandardCharsets.UTF_8));
        Files.writeString(file(0), parts[0] + "." + changed + "." + parts[2]);
        assertThat(kept().getFirst().wrong())
                .hasValueSatisfying(why -> assertThat(why).contains("signature"));
        Ran list = certs();
        assertThat(list.exit()).isEqualTo(79);
        assertThat(list.out()).contains("Bad", "Good");
        assertThat(list.err()).startsWith("error SYN0808: reports/").contains(ONE);
        assertThat(certs(TWO).exit()).as("the other one holds").isZero();

        Files.copy(file(1), file(0), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(kept().getFirst().wrong())
                .hasValueSatisfying(why -> assertThat(why).contains("another rotation"));
        Files.writeString(file(0), "not a report");
        assertThat(kept().getFirst().wrong()).isPresent();
        assertThat(certs().exit()).isEqualTo(79);

        Files.delete(data.path().resolve("reports/verify.jwk"));
        assertThat(kept()).allSatisfy(kept -> assertThat(kept.wrong()).isPresent());
    }
}
