package io.synapsemesh.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    private static final Path GOLDEN = Path.of("src/test/golden/cli");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serve",
                "validate",
                "render",
                "status",
                "proxies",
                "certs",
                "certs history",
                "certs list",
                "certs needs-renewal",
                "certs recover",
                "certs renew",
                "certs reports",
                "certs rotate",
                "certs show",
                "certs rotate-root",
                "certs status",
                "certs ack",
                "bootstrap",
                "token",
                "token create",
                "token list",
                "token revoke",
                "trust",
                "trust bundle",
                "trust export",
                "trust import",
                "trust list",
                "trust refresh",
                "trust show"
            })
    void saysWhatTheGoldenFileSays(String command) throws IOException {
        String[] args = (command + " --help").strip().split(" ");

        Run run = Run.of(args);

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).doesNotContain("\u001b");
        Path golden = GOLDEN.resolve("help" + (command.isEmpty() ? "" : "-" + command.replace(' ', '-')) + ".txt");
        if (System.getProperty("synapsemesh.golden", "").equals("update")) {
            Files.writeString(golden, run.out());
        }
        assertThat(run.out()).as("update with: make golden").isEqualTo(Files.readString(golden));
    }

    @Test
    void hasAGoldenFileForEachCommandAndNoOther() throws IOException {
        var commands = SynapseMesh.commandLine(
                        Terminal.of(System.out, System.err, java.util.Map.of(), Terminal.Color.NO))
                .getSubcommands()
                .keySet();
        try (var files = Files.list(GOLDEN)) {
            var named = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.startsWith("help-"))
                    .map(f -> f.substring("help-".length(), f.length() - ".txt".length())
                            .split("-")[0])
                    .distinct()
                    .toList();
            assertThat(named).containsExactlyInAnyOrderElementsOf(commands);
        }
    }
}
