package io.synapsemesh.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.certs.history.HistoryEntry;
import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.controlplane.state.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history of certificates, read and verified without a server.
class CertsEvidenceTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path directory;

    private Path data;

    @BeforeEach
    void write() {
        data = directory.resolve("data");
        var history = new LeafHistory(DataDirectory.open(data).history());
        for (int i = 1; i <= 30; i++) {
            history.append(new HistoryEntry(
                    NOW.plusSeconds(i),
                    "spiffe://corp.example/ns/etl/sa/a" + i,
                    Integer.toHexString(i),
                    "ab".repeat(32),
                    NOW.plus(Duration.ofDays(1))));
        }
    }

    private Run run(String... arguments) {
        var all = new ArrayList<>(List.of("certs"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", data.toString()));
        return Run.of(all.toArray(String[]::new));
    }

    private static JsonNode items(Run run) throws IOException {
        return new JsonMapper().readTree(run.out()).path("items");
    }

    private Path segment() throws IOException {
        try (var files = Files.list(data.resolve("history"))) {
            return files.findFirst().orElseThrow();
        }
    }

    @Test
    void showsTheNewestAndSaysThatAllHangTogether() throws IOException {
        assertThat(run("history").out())
                .contains("LINE", "spiffe://corp.example/ns/etl/sa/a30")
                .doesNotContain("/a10 ");
        JsonNode three = items(run("history", "--lines", "3", "-o", "json"));
        assertThat(three).hasSize(3);
        assertThat(three.get(0).path("line").asLong()).isEqualTo(28);
        assertThat(three.get(2).path("identity").asText()).isEqualTo("spiffe://corp.example/ns/etl/sa/a30");
        assertThat(run("history", "--lines", "0").exit()).isEqualTo(Exit.USAGE);
        Run verified = run("history", "--verify");
        assertThat(verified.exit()).isEqualTo(Exit.OK);
        assertThat(verified.out()).isEqualTo("30 lines hang together.\n");
    }

    @Test
    void namesTheFirstLineThatWasChangedDroppedOrPutIn() throws IOException {
        List<String> good = Files.readAllLines(segment());
        var changed = new ArrayList<>(good);
        changed.set(16, changed.get(16).replace("/a17 ", "/a18 "));
        var dropped = new ArrayList<>(good);
        dropped.remove(16);
        var added = new ArrayList<>(good);
        added.add(16, good.get(3));
        for (List<String> bad : List.of(changed, dropped, added)) {
            Files.writeString(segment(), String.join("\n", bad) + "\n", StandardCharsets.US_ASCII);
            Run run = run("history", "--verify", "-o", "json");
            assertThat(run.exit()).isEqualTo(Exit.FINDINGS);
            assertThat(run.err()).startsWith("error SYN0808: " + segment().getFileName() + ":17 ");
            assertThat(items(run).get(0).path("lines").asLong()).isEqualTo(16);
            assertThat(items(run).get(0).path("broken").asText()).contains(":17 ");
        }
    }

    @Test
    void saysSoWhereThereIsNothing() {
        data = directory.resolve("empty");
        DataDirectory.open(data);
        assertThat(run("history").out()).isEqualTo("Nothing was issued yet.\n");
        assertThat(run("history", "--verify").out()).isEqualTo("0 lines hang together.\n");
        assertThat(run("reports").out()).isEqualTo("No root was replaced yet.\n");
        assertThat(run("reports", "none").exit()).isEqualTo(Exit.FAILED);
        data = directory.resolve("elsewhere");
        assertThat(run("history").err()).contains("there is no data directory");
    }
}
