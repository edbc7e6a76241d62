package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane whose MeshTrust names another issuer than the embedded authority: here files that somebody
/// else keeps fresh.
class OutsideIssuerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WORKSPACE = "/synapse/33333333-3333-3333-3333-333333333333/rg/contoso";
    private static final List<String> HOSTS = List.of(
            "contoso.dev.azuresynapse.net", "contoso.sql.azuresynapse.net", "contoso-ondemand.sql.azuresynapse.net");

    @TempDir
    private Path directory;

    private Path config;
    private LeafFolder somebody;

    @BeforeEach
    void documents() throws IOException {
        config = Running.documents(directory);
        somebody = LeafFolder.in(directory, TrustDomain.DEMO, Set.copyOf(HOSTS));
        files();
    }

    @Test
    void showsWhatItGivesUnderItsRootsAlone() throws IOException {
        somebody.writeRoots();
        somebody.give("/ns/mesh/sa/gateway", List.of());
        somebody.give("/ns/etl/sa/nightly", List.of());
        somebody.give(WORKSPACE, HOSTS);
        try (var running = start()) {
            assertThat(running.meshBundlePem())
                    .isEqualTo(somebody.authority().anchors().pem());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(svids(running)).hasSize(3).allSatisfy(row -> {
                        assertThat(row.issuer()).isEqualTo("files");
                        assertThat(row.state()).isEqualTo(CertificateStatus.State.FRESH);
                    }));
            assertThat(running.certificates().certificates())
                    .filteredOn(row -> !(row.name() instanceof LeafName.Svid))
                    .as("the door and the applications' side stay with the embedded authorities")
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.issuer()).startsWith("embedded"));
        }
    }

    @Test
    void showsWhatIsReplacedThereWithoutWaitingForARenewalPointAndSaysWhenItIsGone() throws IOException {
        somebody.writeRoots();
        somebody.give("/ns/mesh/sa/gateway", List.of());
        try (var running = start()) {
            await().atMost(SOON).until(() -> gateway(running).serial().isPresent());
            var first = gateway(running).serial();

            somebody.give("/ns/mesh/sa/gateway", List.of());
            // Any change of the documents is a look as well; otherwise there is one every 30 s.
            Files.writeString(config.resolve("binding.yaml"), Running.BINDING + "# looked at again\n");
            await().atMost(SOON.multipliedBy(2))
                    .until(() -> !gateway(running).serial().equals(first));
            assertThat(gateway(running).state()).isEqualTo(CertificateStatus.State.FRESH);

            Files.delete(somebody.svids().resolve("ns/mesh/sa/gateway/tls.crt"));
            await().atMost(SOON.multipliedBy(2))
                    .until(() -> gateway(running).state() == CertificateStatus.State.FAILING);
            assertThat(gateway(running).lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("tls.crt"));
        }
    }

    private static CertificateStatus gateway(ControlPlane running) {
        return svids(running).stream()
                .filter(row -> row.name().text().endsWith("/ns/mesh/sa/gateway"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void startsWithoutItAndShowsTheLeafThatComesLater() throws IOException {
        try (var running = start()) {
            assertThat(svids(running))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.serial())
                            .as("nobody else signs in its place")
                            .isEmpty());

            somebody.writeRoots();
            somebody.give("/ns/mesh/sa/gateway", List.of());

            await().atMost(Duration.ofSeconds(70))
                    .until(() ->
                            svids(running).stream().anyMatch(row -> row.serial().isPresent()));
        }
    }

    @Test
    void staysWhereItIsUntilTheOtherCanBeUsedAndThenMoves() throws IOException {
        embedded();
        try (var running = start()) {
            String before = running.meshBundlePem();
            files();
            awaitStatus("IssuerNotInForce", "files cannot be used");
            assertThat(running.meshBundlePem()).isEqualTo(before);
            assertThat(issuers(running)).containsOnly("embedded");

            Files.writeString(somebody.roots(), "");
            giveAll();
            awaitStatus("IssuerNotInForce", "no certificate in it");
            assertThat(running.meshBundlePem()).isEqualTo(before);

            somebody.writeRoots();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> issuers(running).equals(Set.of("files"))
                            && running.meshBundlePem()
                                    .contains(
                                            somebody.authority().anchors().pem().strip()));
            assertThat(svids(running))
                    .allSatisfy(row -> assertThat(row.state()).isEqualTo(CertificateStatus.State.FRESH));
        }
    }

    @Test
    void aMoveGoesOnAfterARestartAndTheDocumentsTakeItBack() throws IOException {
        embedded();
        somebody.writeRoots();
        giveAll();
        try (var running = start()) {
            files();
            await().atMost(SOON).until(() -> issuers(running).equals(Set.of("files")));
        }
        try (var running = start()) {
            assertThat(issuers(running)).containsOnly("files");
            assertThat(anchors(running)).hasSize(2);
            embedded();
            await().atMost(SOON)
                    .until(() -> issuers(running).equals(Set.of("embedded"))
                            && anchors(running).size() == 1);
        }
    }

    private void embedded() throws IOException {
        Files.writeString(config.resolve("trust.yaml"), trust("embedded: {rootTtl: 8760h}"));
    }

    private void files() throws IOException {
        Files.writeString(
                config.resolve("trust.yaml"),
                trust("files: {directory: " + somebody.svids() + ", anchorsFile: " + somebody.roots() + "}"));
    }

    private void giveAll() throws IOException {
        somebody.give("/ns/mesh/sa/gateway", List.of());
        somebody.give("/ns/etl/sa/nightly", List.of());
        somebody.give(WORKSPACE, HOSTS);
    }

    private void awaitStatus(String... words) {
        Path status = directory.resolve("data/status/MeshTrust/_/default.yaml");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Files.readString(status)).contains(words));
    }

    private static Set<String> issuers(ControlPlane running) {
        return svids(running).stream().map(CertificateStatus::issuer).collect(Collectors.toSet());
    }

    private static List<String> anchors(ControlPlane running) {
        return List.of(running.meshBundlePem().split("(?<=-----END CERTIFICATE-----)\\s+"));
    }

    private ControlPlane start() {
        return ControlPlane.start(Running.settings(config, directory.resolve("data"), Settings.DemoTrust.ALLOWED));
    }

    private static List<CertificateStatus> svids(ControlPlane running) {
        return running.certificates().certificates().stream()
                .filter(row -> row.name() instanceof LeafName.Svid)
                .toList();
    }

    private static String trust(String issuer) {
        return Running.TRUST.replaceAll("issuer: \\{.*}\\}", "issuer: {" + issuer + "}");
    }
}
