package io.synapsemesh.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.LeafFolder;
import io.synapsemesh.controlplane.Running;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands about roots against a running control plane.
class RootCommandsTest {
    private static final Set<String> HOSTS = Set.of(
            "contoso.dev.azuresynapse.net", "contoso.sql.azuresynapse.net", "contoso-ondemand.sql.azuresynapse.net");

    @TempDir
    private Path directory;

    private Run certs(String... args) {
        var all = new ArrayList<>(List.of("certs"));
        all.addAll(List.of(args));
        all.add("--data-dir");
        all.add(directory.resolve("data").toString());
        return Run.of(all.toArray(String[]::new));
    }

    @Test
    void anOperatorRotatesARootThatAnOutsideVerifierHoldsUp() throws IOException {
        Path config = Running.documents(directory);
        Files.writeString(
                config.resolve("trust.yaml"), Running.TRUST.stripTrailing() + "\n  externalVerifiers: [legacy-bus]\n");
        try (var running = ControlPlane.start(Running.settings(
                config, directory.resolve("data"), io.synapsemesh.controlplane.Settings.DemoTrust.ALLOWED))) {
            assertThat(certs("status").out()).contains("mesh", "door", "Stable");

            Run dry = certs("rotate-root", "--dry-run");
            assertThat(dry.exit()).as(dry.err()).isEqualTo(79);
            assertThat(dry.out()).contains("spiffe://demo.invalid/", "legacy-bus");
            assertThat(certs("status").out()).as("a dry run changes nothing").doesNotContain("Prepared");

            assertThat(certs("rotate-root", "--reason", "drill").exit()).isZero();
            assertThat(certs("rotate-root").exit()).as("nothing to do").isZero();
            assertThat(certs("rotate-root", "--skip", "nobody").exit()).isEqualTo(1);
            Run waiting = certs("status");
            assertThat(waiting.out()).contains("Prepared", "legacy-bus");
            assertThat(running.meshBundlePem().split("BEGIN CERTIFICATE", -1)).hasSize(3);

            assertThat(certs("ack", "nobody").exit()).isEqualTo(1);
            assertThat(certs("ack", "legacy-bus").exit()).isZero();
            await().atMost(Duration.ofSeconds(20)).until(() -> phase().equals("Activated"));

            assertThat(certs("rotate-root", "--rollback").exit()).isZero();
            await().atMost(Duration.ofSeconds(20)).until(() -> phase().equals("Stable"));
            assertThat(certs("rotate-root", "--rollback").exit()).isEqualTo(1);
            try (var files = Files.list(directory.resolve("data/reports"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".jws")))
                        .hasSize(1);
            }
            assertThat(audit()).contains("\"rotation\"", "rollingBack", "\"by\":\"operator\"");
        }
    }

    @Test
    void anOperatorRollsAMoveBackAndIsToldWhichIssuerIsInForce() throws IOException {
        Path config = Running.documents(directory);
        var files = LeafFolder.in(directory.resolve("files"), TrustDomain.DEMO, HOSTS);
        files.give("/ns/mesh/sa/gateway", List.of());
        files.give("/ns/etl/sa/nightly", List.of());
        files.give("/synapse/33333333-3333-3333-3333-333333333333/rg/contoso", List.copyOf(HOSTS));
        files.writeRoots();
        try (var running = ControlPlane.start(Running.settings(
                config, directory.resolve("data"), io.synapsemesh.controlplane.Settings.DemoTrust.ALLOWED))) {
            String before = running.meshBundlePem();
            Files.writeString(
                    config.resolve("trust.yaml"),
                    Running.TRUST.replaceAll(
                            "issuer: .*",
                            "issuer: {files: {directory: " + files.svids() + ", anchorsFile: " + files.roots() + "}}"));
            await().atMost(Duration.ofSeconds(40)).until(() -> phase().equals("Activated"));
            assertThat(certs("status").out()).contains("mesh issuer: the mesh moves from embedded to files");

            assertThat(certs("rotate-root", "--rollback").exit()).isZero();
            await().atMost(Duration.ofSeconds(40)).until(() -> phase().equals("Stable"));
            assertThat(certs("status").out())
                    .contains("embedded is in force: the move to files, which MeshTrust names, was rolled back");
            assertThat(running.meshBundlePem()).isEqualTo(before);

            assertThat(certs("rotate-root", "--reason", "again").exit()).isZero();
            await().atMost(Duration.ofSeconds(40)).until(() -> phase().equals("Activated"));
        }
    }

    @Test
    void ordersThatExcludeOneAnotherAreUsageErrors() {
        try (var running = Running.start(directory)) {
            assertThat(running.adminPort()).isPositive();
            assertThat(certs("rotate-root", "--rollback", "--taint").exit()).isEqualTo(64);
            assertThat(certs("rotate-root", "--force").exit()).isEqualTo(64);
            assertThat(certs("status").out()).doesNotContain("Prepared");
        }
        assertThat(Run.of("certs", "ack").exit()).isEqualTo(64);
    }

    private String phase() throws IOException {
        return new JsonMapper()
                .readTree(certs("status", "-o", "json").out())
                .path("items")
                .get(0)
                .path("phase")
                .asText();
    }

    private String audit() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.walk(directory.resolve("data/audit"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
