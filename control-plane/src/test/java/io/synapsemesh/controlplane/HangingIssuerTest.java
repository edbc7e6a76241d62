package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.authority.Authorities;
import io.synapsemesh.certs.authority.AuthorityConfig;
import io.synapsemesh.certs.rotate.CertificateStatus;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An issuer that takes the connection and never says a word: what does not need it is published as ever.
class HangingIssuerTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration SOON = Duration.ofSeconds(20);
    /// A tenth of a second and what it takes to compile, on a machine with other work; an attempt hangs for 10 s.
    private static final Duration PUBLISHED_WITHIN = Duration.ofSeconds(3);
    private static final DocumentRef GATEWAY = new DocumentRef("MeshProxy", "mesh", "gateway");
    private static final DocumentRef FABRIKAM = new DocumentRef("SynapseWorkspace", "analytics", "fabrikam");

    @TempDir
    private Path directory;

    @Test
    void whatNeedsNoCertificateIsPublishedWhileItHangsAndNothingWithAnEmptySecret() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path config = documents(silent.getLocalPort());
            try (var running = ControlPlane.start(
                            Running.settings(config, directory.resolve("data"), Settings.DemoTrust.ALLOWED));
                    var asked = accept(silent)) {
                assertThat(asked.isConnected()).isTrue();
                assertThat(running.certificates().certificates())
                        .filteredOn(row -> !(row.name() instanceof LeafName.Svid))
                        .as("what is signed here was there at the start")
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(row.state()).isEqualTo(CertificateStatus.State.FRESH));

                Files.writeString(config.resolve("fabrikam.yaml"), Running.WORKSPACE.replace("contoso", "fabrikam"));
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(PUBLISHED_WITHIN)
                        .until(() -> running.published().workspaces().containsKey(FABRIKAM));
                Files.delete(config.resolve("binding.yaml"));
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(SOON)
                        .until(() -> running.published().documents().keySet().stream()
                                .noneMatch(ref -> ref.kind().equals("SynapseRoleBinding")));
                assertThat(svids(running)).hasSize(4).allSatisfy(row -> {
                    assertThat(row.issuer()).isEqualTo("vaultPki");
                    assertThat(row.serial()).isEmpty();
                });
                assertThat(secrets(running)).as("the bundle at least").isNotEmpty();
                assertThat(secrets(running))
                        .allSatisfy(secret -> assertThat(secret.hasValidationContext()
                                        || !secret.getTlsCertificate()
                                                .getPrivateKey()
                                                .getInlineBytes()
                                                .isEmpty())
                                .isTrue());
            }
        }
    }

    private static java.net.Socket accept(ServerSocket silent) throws java.io.IOException {
        silent.setSoTimeout((int) SOON.toMillis());
        return silent.accept();
    }

    private static List<CertificateStatus> svids(ControlPlane running) {
        return running.certificates().certificates().stream()
                .filter(row -> row.name() instanceof LeafName.Svid)
                .toList();
    }

    private static List<Secret> secrets(ControlPlane running) {
        return Objects.requireNonNull(running.published().snapshot().view(GATEWAY))
                .type(TypeUrl.SECRET)
                .resources()
                .stream()
                .map(HangingIssuerTest::secret)
                .toList();
    }

    private static Secret secret(Resource resource) {
        try {
            return resource.body().unpack(Secret.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path documents(int port) throws java.io.IOException {
        Path config = Running.documents(directory);
        var somebody = Authorities.open(
                new MemoryStore(),
                new Seal(SecretBytes.copyOf(new byte[32]), RANDOM),
                new AuthorityConfig(TrustDomain.DEMO, Duration.ofDays(30), Duration.ofMinutes(2), new TreeSet<>()),
                name -> Set.of(),
                Clock.systemUTC(),
                RANDOM);
        Path roots = Files.writeString(
                directory.resolve("roots.pem"), somebody.mesh().anchors().pem());
        Path token = directory.resolve("vault.token");
        Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "s.token");
        Files.writeString(
                config.resolve("trust.yaml"),
                Running.TRUST.replaceAll(
                        "issuer: \\{.*}\\}",
                        "issuer: {vaultPki: {address: 'https://127.0.0.1:" + port
                                + "', mount: pki, role: mesh, auth: {tokenFile: " + token + "}, anchorsFile: " + roots
                                + "}}"));
        return config;
    }
}
