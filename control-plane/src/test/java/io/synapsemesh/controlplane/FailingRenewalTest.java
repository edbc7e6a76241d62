package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.controlplane.cli.SynapseMesh;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A renewal that fails is seen in the row, in the document's condition and by `needs-renewal`, with a day still to go.
class FailingRenewalTest {
    private static final String GATEWAY = "spiffe://demo.invalid/ns/mesh/sa/gateway";

    @TempDir
    private Path directory;

    private record Ran(int exit, String out, String err) {}

    private Ran certs(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var all = new java.util.ArrayList<String>();
        all.add("certs");
        all.addAll(java.util.List.of(arguments));
        all.addAll(java.util.List.of("--data-dir", directory.resolve("data").toString()));
        int exit = SynapseMesh.run(
                all.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String condition() throws Exception {
        return Files.readString(directory.resolve("data/status/MeshProxy/mesh/gateway.yaml"));
    }

    @Test
    void isAConditionARowAndAnExitCodeLongBeforeAnythingEnds() throws Exception {
        try (ControlPlane running = Running.start(directory)) {
            assertThat(running.xdsPort()).isPositive();
            Ran fresh = certs("needs-renewal");
            assertThat(fresh).isEqualTo(new Ran(0, "", "Nothing to renew.\n"));
            assertThat(certs("show", GATEWAY).out())
                    .contains("state:         Fresh")
                    .contains("outage budget: 23 h 59 m");
            assertThat(certs("show", "spiffe://demo.invalid/none").exit()).isEqualTo(1);
            assertThat(certs("list").err()).startsWith("The issuer may be down 23 h 5");
            assertThat(certs("list").out()).contains("BUDGET");

            Path svids = directory.resolve("data/svids");
            Files.move(svids, directory.resolve("svids.away"));
            assertThat(certs("renew", GATEWAY).exit()).isEqualTo(1);

            Ran due = certs("needs-renewal");
            assertThat(due.exit()).isEqualTo(1);
            assertThat(due.out()).contains(GATEWAY).contains("Failing").contains("SYN0801");
            assertThat(due.err()).startsWith("error SYN0801: 1 of ");
            assertThat(certs("needs-renewal", GATEWAY).exit()).isEqualTo(1);
            assertThat(certs("show", GATEWAY).out())
                    .contains("state:         Failing")
                    .contains("outage budget: 23 h");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(condition()).contains("reason: RenewalFailing"));

            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectory(svids, mode);
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(certs("needs-renewal"))
                            .extracting(Ran::exit, Ran::err)
                            .containsExactly(0, "Nothing to renew.\n"));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(condition()).doesNotContain("RenewalFailing"));
            assertThat(certs("renew", GATEWAY).exit()).isZero();
        }
    }
}
