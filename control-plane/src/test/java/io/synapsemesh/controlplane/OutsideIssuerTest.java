package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane whose MeshTrust names another issuer than the embedded authority: here files that somebody
/// else
/// keeps fresh.
class OutsideIssuerTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WORKSPACE = "/synapse/33333333-3333-3333-3333-333333333333/rg/contoso";
    private static final List<String> HOSTS = List.of(
            "contoso.dev.azuresynapse.net", "contoso.sql.azuresynapse.net", "contoso-ondemand.sql.azuresynapse.net");

    private final Authorities somebody = Authorities.open(
            new MemoryStore(),
            new Seal(SecretBytes.copyOf(new byte[32]), RANDOM),
            new AuthorityConfig(TrustDomain.DEMO, Duration.ofDays(30), Duration.ofMinutes(2), new TreeSet<>()),
            name -> Set.copyOf(HOSTS),
            Clock.systemUTC(),
            RANDOM);

    @TempDir
    private Path directory;

    private Path config;
    private Path svids;
    private Path roots;

    @BeforeEach
    void documents() throws IOException {
        config = Running.documents(directory);
        svids = Files.createDirectories(directory.resolve("svids"));
        roots = directory.resolve("roots.pem");
        Files.writeString(
                config.resolve("trust.yaml"), trust("files: {directory: " + svids + ", anchorsFile: " + roots + "}"));
    }

    @Test
    void showsWhatItGivesUnderItsRootsAlone() throws IOException {
        Files.writeString(roots, somebody.mesh().anchors().pem());
        give("/ns/mesh/sa/gateway", List.of());
        give("/ns/etl/sa/nightly", List.of());
        give(WORKSPACE, HOSTS);
        try (var running = start()) {
            assertThat(running.meshBundlePem())
                    .isEqualTo(somebody.mesh().anchors().pem());
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
        Files.writeString(roots, somebody.mesh().anchors().pem());
        give("/ns/mesh/sa/gateway", List.of());
        try (var running = start()) {
            await().atMost(SOON).until(() -> gateway(running).serial().isPresent());
            var first = gateway(running).serial();

            give("/ns/mesh/sa/gateway", List.of());
            // Any change of the documents is a look as well; otherwise there is one every 30 s.
            Files.writeString(config.resolve("binding.yaml"), Running.BINDING + "# looked at again\n");
            await().atMost(SOON.multipliedBy(2))
                    .until(() -> !gateway(running).serial().equals(first));
            assertThat(gateway(running).state()).isEqualTo(CertificateStatus.State.FRESH);

            Files.delete(svids.resolve("ns/mesh/sa/gateway/tls.crt"));
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

            Files.writeString(roots, somebody.mesh().anchors().pem());
            give("/ns/mesh/sa/gateway", List.of());

            await().atMost(Duration.ofSeconds(70))
                    .until(() ->
                            svids(running).stream().anyMatch(row -> row.serial().isPresent()));
        }
    }

    @Test
    void keepsTheIssuerThatIsInForceWhenAnotherKindIsWritten() throws IOException {
        Files.writeString(config.resolve("trust.yaml"), trust("embedded: {rootTtl: 8760h}"));
        try (var running = start()) {
            String before = running.meshBundlePem();

            Files.writeString(
                    config.resolve("trust.yaml"),
                    trust("files: {directory: " + svids + ", anchorsFile: " + roots + "}"));

            Path status = directory.resolve("data/status/MeshTrust/_/default.yaml");
            await().atMost(SOON)
                    .until(() ->
                            Files.exists(status) && Files.readString(status).contains("Stale"));
            assertThat(running.meshBundlePem()).isEqualTo(before);
            assertThat(svids(running))
                    .allSatisfy(row -> assertThat(row.issuer()).startsWith("embedded"));
        }
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

    private void give(String path, List<String> hosts) throws IOException {
        var name = new LeafName.Svid(SpiffeId.parse("spiffe://demo.invalid" + path));
        var key = LeafKey.generate(RANDOM);
        var chain = somebody.mesh().issue(LeafRequest.of(name, hosts, Duration.ofHours(24)), key.csr());
        Path folder = Files.createDirectories(svids.resolve(path.substring(1)));
        Files.writeString(folder.resolve("tls.crt"), chain.pem());
        Path file = folder.resolve("tls.key");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, Pem.privateKey(key.privateKey().open()));
    }
}
