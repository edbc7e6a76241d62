package io.synapsemesh.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.controlplane.ControlPlane;
import io.synapsemesh.controlplane.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table of contracts.md, a test for each cell this command line has.
class ExitCodeTest {
    @TempDir
    private Path directory;

    @Test
    void validateIs0WithoutErrors() {
        Run run = Run.of("validate", Running.documents(directory).toString());
        assertThat(run.exit()).as(run.err()).isEqualTo(0);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("5 documents, 0 errors, 0 warnings.\n");
    }

    @Test
    void validateIs1WhenItCannotRead() {
        Run run = Run.of("validate", directory.resolve("nowhere").toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error SYN1210: ").contains("nowhere");
    }

    @Test
    void validateIs64WithoutAPath() {
        Run run = Run.of("validate");
        assertThat(run.exit()).isEqualTo(64);
        assertThat(run.err()).startsWith("error SYN1209: ").contains("synapsemesh validate --help");
    }

    @Test
    void validateIs65WithAnErrorAndSaysWhere() throws IOException {
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, Running.BINDING.replace("role:", "rolle:"));
        Run run = Run.of("validate", file.toString());
        assertThat(run.exit()).isEqualTo(65);
        assertThat(run.out()).contains(file + ":").contains("SYN0201");
    }

    @Test
    void validateFindsAReferenceThatLeadsNowhere() throws IOException {
        Path config = Running.documents(directory);
        Files.writeString(
                config.resolve("binding.yaml"), Running.BINDING.replace("names: [contoso]", "names: [contosso]"));
        Run run = Run.of("validate", config.toString());
        assertThat(run.exit()).isEqualTo(65);
        assertThat(run.out()).contains("SYN0402").contains("binding.yaml:");
    }

    @Test
    void validateSaysThatReferencesOfAPartAreNotChecked() throws IOException {
        Path file = directory.resolve("part.yaml");
        Files.writeString(file, Running.BINDING);
        Run run = Run.of("validate", file.toString());
        assertThat(run.exit()).isEqualTo(0);
        assertThat(run.err()).contains("References were not checked");
    }

    @Test
    void anUnknownCommandIs64AndSuggests() {
        Run run = Run.of("statsu");
        assertThat(run.exit()).isEqualTo(64);
        assertThat(run.err()).contains("error SYN1209: ").contains("synapsemesh status");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIs64AndSuggests() {
        Run run = Run.of("status", "--sever", "http://127.0.0.1:1");
        assertThat(run.exit()).isEqualTo(64);
        assertThat(run.err()).contains("--server");
    }

    @Test
    void noCommandIs64() {
        assertThat(Run.of().exit()).isEqualTo(64);
    }

    @Test
    void statusIs1WithoutAServer() throws IOException {
        Path token = Files.writeString(directory.resolve("operator.token"), "x");
        Run run = Run.of("status", "--server", "http://127.0.0.1:1", "--token-file", token.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error SYN1205: ").contains("synapsemesh serve");
    }

    @Test
    void statusIs1WithoutAToken() {
        Run run = Run.of("status", "--data-dir", directory.resolve("none").toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error SYN1206: ");
    }

    @Test
    void aTokenIsNeverSentInTheClearToAnotherMachine() throws IOException {
        Path token = Files.writeString(directory.resolve("operator.token"), "x");
        Run run = Run.with(
                Map.of("SYNAPSEMESH_SERVER", "http://mesh.example:8088"), "status", "--token-file", token.toString());
        assertThat(run.exit()).isEqualTo(64);
        assertThat(run.err()).contains("in the clear");
    }

    @Test
    void readCommandsAre0AndStatusIs79WhenADocumentIsStale() throws IOException {
        try (ControlPlane running = Running.start(directory)) {
            String data = running.dataDir().toString();
            Run status = Run.of("status", "--data-dir", data);
            assertThat(status.exit()).as(status.err()).isZero();
            assertThat(status.out()).startsWith("KIND").contains("analytics/contoso");
            assertThat(Run.of("proxies", "--data-dir", data, "-o", "yaml").out())
                    .startsWith("apiVersion: synapsemesh.io/v1alpha1\nkind: ProxyList\n");
            assertThat(Run.of("certs", "--data-dir", data, "-o", "json").out()).contains("\"kind\" : \"CertList\"");
            Run rotate = Run.of("certs", "rotate", "spiffe://demo.invalid/ns/mesh/sa/gateway", "--data-dir", data);
            assertThat(rotate.exit()).as(rotate.err()).isZero();
            assertThat(Run.of("certs", "rotate", "spiffe://demo.invalid/none", "--data-dir", data)
                            .exit())
                    .isEqualTo(1);
            Run wrong = Run.of("status", "--data-dir", data, "--token-file", wrongToken());
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.err()).startsWith("error SYN1206: ");

            Files.writeString(directory.resolve("config/binding.yaml"), "{ never closed");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> Run.of("status", "--data-dir", data).exit() == 79);
        }
    }

    @Test
    void tokensAreMadeListedAndRevokedBesideTheServer() throws IOException {
        try (ControlPlane running = Running.start(directory)) {
            String data = running.dataDir().toString();
            String config = directory.resolve("config").toString();
            Run create = Run.of("token", "create", "mesh/gateway", "--config", config, "--data-dir", data);
            assertThat(create.exit()).as(create.err()).isZero();
            assertThat(create.out().strip()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
            assertThat(create.err())
                    .startsWith("token ")
                    .doesNotContain(create.out().strip());
            String id = create.err().split(" ")[1];
            assertThat(Run.of("token", "list", "--data-dir", data).out())
                    .contains(id)
                    .contains("Valid");

            Path token = Files.writeString(directory.resolve("gateway.token"), create.out());
            Run bootstrap = Run.of(
                    "bootstrap",
                    "mesh/gateway",
                    "--token-file",
                    token.toString(),
                    "--ca-file",
                    running.dataDir().resolve("bootstrap-ca.pem").toString(),
                    "--xds",
                    "localhost:" + running.xdsPort());
            assertThat(bootstrap.exit()).as(bootstrap.err()).isZero();
            assertThat(bootstrap.out())
                    .contains("mesh/gateway")
                    .doesNotContain(create.out().strip());
            assertThat(Run.of(
                                    "bootstrap",
                                    "etl/sidecar",
                                    "--token-file",
                                    token.toString(),
                                    "--ca-file",
                                    running.dataDir()
                                            .resolve("bootstrap-ca.pem")
                                            .toString(),
                                    "--xds",
                                    "localhost:1")
                            .exit())
                    .isEqualTo(65);
            assertThat(Run.of("bootstrap", "etl/sidecar", "--hosts", "--config", config)
                            .out())
                    .contains("127.84.")
                    .contains("contoso.dev.azuresynapse.net");

            assertThat(Run.of("token", "revoke", id, "--data-dir", data).exit()).isZero();
            assertThat(Run.of("token", "list", "--data-dir", data, "-o", "json").out())
                    .contains("\"revokedAt\" : \"20");
            assertThat(Run.of("token", "revoke", "0".repeat(32), "--data-dir", data)
                            .exit())
                    .isEqualTo(1);

            Run pem = Run.of("trust", "export", "--data-dir", data);
            assertThat(pem.exit()).as(pem.err()).isZero();
            assertThat(pem.out()).startsWith("-----BEGIN CERTIFICATE-----");
            Path store = directory.resolve("trust.p12");
            assertThat(Run.of("trust", "export", "--for", "java", "--out", store.toString(), "--data-dir", data)
                            .exit())
                    .isZero();
            assertThat(store).isNotEmptyFile();
        }
    }

    @Test
    void renderPrintsABootstrapWithoutKeysAndWritesThemWhereItIsTold() throws IOException {
        String config = Running.documents(directory).toString();
        Path secrets = directory.resolve("secrets");
        Run run = Run.of(
                "render",
                "--target",
                "envoy",
                "--config",
                config,
                "--proxy",
                "mesh/gateway",
                "--secrets",
                secrets.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("static_resources").doesNotContain("PRIVATE KEY");
        try (var files = Files.list(secrets)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }

        Run lines = Run.of("render", "--target", "envoy", "--config", config, "--resources");
        assertThat(lines.exit()).as(lines.err()).isZero();
        assertThat(lines.out()).contains("[redacted]").doesNotContain("PRIVATE KEY");
        assertThat(lines.out().lines()).allMatch(line -> line.startsWith("{\"typeUrl\":"));
    }

    @Test
    void renderIs1ForAnUnknownProxyAnd64WithoutOneAnd65ForBadDocuments() throws IOException {
        Path config = Running.documents(directory);
        assertThat(Run.of("render", "--target", "envoy", "--config", config.toString(), "--proxy", "mesh/none")
                        .exit())
                .isEqualTo(1);
        assertThat(Run.of("render", "--target", "envoy", "--config", config.toString())
                        .exit())
                .isEqualTo(64);
        assertThat(Run.of("render", "--target", "nginx", "--config", config.toString(), "--resources")
                        .exit())
                .isEqualTo(64);
        Files.writeString(config.resolve("bad.yaml"), "{");
        assertThat(Run.of("render", "--target", "envoy", "--config", config.toString(), "--resources")
                        .exit())
                .isEqualTo(65);
    }

    @Test
    void serveRefusesTheTrustDomainOfTheDemo() {
        Run run = Run.of(
                "serve",
                "--config",
                Running.documents(directory).toString(),
                "--data-dir",
                directory.resolve("data").toString(),
                "--xds-port",
                "0",
                "--admin-port",
                "0",
                "--health-port",
                "0");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("error SYN1207: ").contains("demo.invalid");
    }

    @Test
    void serveIs64WithoutAConfiguration() {
        assertThat(Run.of("serve").exit()).isEqualTo(64);
    }

    private String wrongToken() throws IOException {
        return Files.writeString(directory.resolve("wrong.token"), "0".repeat(43))
                .toString();
    }
}
