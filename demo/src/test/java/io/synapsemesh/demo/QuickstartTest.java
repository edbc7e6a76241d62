package io.synapsemesh.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.controlplane.OfflineMesh;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.controlplane.source.DocumentFiles;
import io.synapsemesh.documents.Parsed;
import io.synapsemesh.simulator.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuickstartTest {
    private final Simulator simulator = Simulator.start(DemoMesh.WORKSPACES);
    private final Places places = Places.choose(new FreePorts(new Random(1)));

    @TempDir
    private Path folder;

    @BeforeEach
    void write() {
        new Quickstart(RunFolder.checkout(), folder.resolve("config")).write(simulator, places);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void isValidWhereThisMachineMayBeDialled() throws IOException {
        Parsed parsed = DocumentFiles.read(List.of(folder.resolve("config")), Instant.now());
        assertThat(parsed.diagnostics()).isEmpty();
        assertThat(OfflineMesh.publish(parsed.documents(), new LoopbackUpstreams(), "synapsemesh", "/dev/null")
                        .diagnostics())
                .isEmpty();
    }

    @Test
    void isNothingForProductionWhichDialsNoLoopback() {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exit = SynapseMesh.run(
                new String[] {"validate", folder.resolve("config").toString()}, print, print, Map.of());
        assertThat(exit).isEqualTo(65);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("SYN0523", "is this machine itself");
    }

    @Test
    void trustBindingsAndPoliciesAreTheSamplesThemselves() throws IOException {
        Path samples = RunFolder.checkout().resolve("samples/quickstart");
        for (String file : List.of("trust.yaml", "bindings.yaml", "policies.yaml")) {
            assertThat(text(file)).as(file).isEqualTo(Files.readString(samples.resolve(file)));
        }
        assertThat(text("trust.yaml")).contains("trustDomain: demo.invalid");
    }

    @Test
    void everythingElseIsOnThisMachine() throws IOException {
        assertThat(text("workspaces.yaml"))
                .contains("port: " + simulator.workspace("contoso").sql().port())
                .contains("port: " + simulator.workspace("fabrikam").devPort())
                .contains("BEGIN CERTIFICATE")
                .doesNotContain("caBundle: System");
        assertThat(text("identity-provider.yaml"))
                .contains("https://localhost:" + simulator.oidc().port())
                .doesNotContain("microsoftonline");
        assertThat(text("proxies.yaml"))
                .contains("port: " + places.gatewayPort())
                .contains("sql: " + places.dashboards().sqlBase())
                .doesNotContain("15443");
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve("config").resolve(file));
    }
}
