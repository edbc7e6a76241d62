package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.certs.issuer.TestFiles;
import io.synapsemesh.certs.rotate.RotationOutcome;
import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;
import io.synapsemesh.certs.store.vault.VaultKvFake;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.core.diagnostic.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole control plane whose CA material is in a secrets manager: Vault's KV engine, as a contract fake. What
/// `docs/stores.md` says of starts and restarts.
class CaStoreTest {
    private final StoreFakeServer vault = new StoreFakeServer(new VaultKvFake());

    @TempDir
    private Path directory;

    private Path config;
    private Path data;

    @BeforeEach
    void documents() throws IOException {
        config = Running.documents(directory);
        data = directory.resolve("data");
        TestFiles.plain(directory, "vault-ca.pem", vault.caPem());
        TestFiles.secret(directory, "vault-token", VaultKvFake.TOKEN);
        TestFiles.secret(directory, "passphrase", "correct horse battery staple");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    @Test
    void theRootsAreTheSameAfterARestartAndAfterTheDataDirectoryIsLost() throws IOException {
        declare(inVault(), underPassphrase());
        String roots;
        try (var running = start()) {
            roots = running.meshBundlePem();
        }
        assertThat(names(data.resolve("ca"))).as("nothing of it is here").isEmpty();
        try (var again = start()) {
            assertThat(again.meshBundlePem()).isEqualTo(roots);
        }
        deleteAll(data);
        try (var elsewhere = start()) {
            assertThat(elsewhere.meshBundlePem()).isEqualTo(roots);
        }
    }

    @Test
    void whileTheKeyLiesInTheDataDirectoryNeitherPlaceAloneOpensTheRoots() throws IOException {
        declare(inVault(), "");
        String roots;
        try (var running = start()) {
            roots = running.meshBundlePem();
        }
        assertThat(names(data.resolve("ca"))).containsExactly("kek");
        try (var again = start()) {
            assertThat(again.meshBundlePem()).isEqualTo(roots);
        }
        deleteAll(data);
        var refused = refused();
        assertThat(refused.getMessage()).contains("ca/kek is missing");
        assertThat(refused.code()).isEqualTo(Code.SYN0827);
        assertThat(names(data.resolve("ca")))
                .as("no key in the place of the lost one")
                .isEmpty();
    }

    @Test
    void aStartWithoutTheStoreIsRefusedAndMakesNothing() throws IOException {
        declare(inVault(), "");
        vault.become(StoreFault.AWAY);
        assertThat(refused().code()).isEqualTo(Code.SYN0821);
        assertThat(names(data.resolve("ca"))).as("no key either").isEmpty();
        assertThat(data.resolve(CaMaterial.PLACE)).doesNotExist();

        vault.become(StoreFault.NONE);
        String roots;
        try (var running = start()) {
            roots = running.meshBundlePem();
        }
        for (var fault : List.of(StoreFault.AWAY, StoreFault.FORBIDDEN, StoreFault.FOREIGN_NOT_FOUND)) {
            vault.become(fault);
            assertThat(refused().code().name()).as(fault.title()).startsWith("SYN082");
        }
        vault.become(StoreFault.NONE);
        try (var running = start()) {
            assertThat(running.meshBundlePem()).isEqualTo(roots);
        }
    }

    @Test
    void whatRunsGoesOnWithoutTheStore() throws IOException {
        declare(inVault(), "");
        try (var running = start()) {
            vault.become(StoreFault.AWAY);
            assertThat(running.certificates().rotate("spiffe://demo.invalid/ns/mesh/sa/gateway"))
                    .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(RotationOutcome.Rotated.class));
        }
    }

    @Test
    void anotherPassphraseOpensNothing() throws IOException {
        declare(inVault(), underPassphrase());
        start().close();
        TestFiles.secret(directory, "passphrase", "another sentence altogether");
        var refused = refused();
        assertThat(refused.code()).isEqualTo(Code.SYN0827);
        assertThat(refused.getMessage()).contains("does not open with this passphrase");
        TestFiles.secret(directory, "passphrase", "short");
        assertThat(refused().code()).isEqualTo(Code.SYN0827);
    }

    @Test
    void aPassphraseThatOthersMayReadIsRefused() throws IOException {
        declare(
                "",
                "keyEncryption: {passphrase: {file: " + TestFiles.plain(directory, "open", "long enough by far")
                        + "}}");
        Files.setPosixFilePermissions(
                directory.resolve("open"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused().code()).isEqualTo(Code.SYN1210);
        assertThat(refused().getMessage()).contains("is open to");
    }

    @Test
    void anotherPlaceIsRefusedInTheDocumentAndAtTheStart() throws IOException {
        String roots;
        try (var running = start()) {
            roots = running.meshBundlePem();
            declare(inVault(), "");
            var status = data.resolve("status/MeshTrust/_/default.yaml");
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            Files.exists(status) && Files.readString(status).contains("SYN0303"));
            assertThat(running.meshBundlePem()).isEqualTo(roots);
        }
        try (var again = start()) {
            assertThat(again.meshBundlePem())
                    .as("the last good document stands")
                    .isEqualTo(roots);
        }
        deleteAll(data.resolve("lastgood"));
        assertThat(refused().code()).isEqualTo(Code.SYN0828);
        assertThat(vault.calls()).as("nobody looked there").isZero();

        Files.writeString(config.resolve("trust.yaml"), Running.TRUST);
        try (var back = start()) {
            assertThat(back.meshBundlePem()).isEqualTo(roots);
        }
    }

    @Test
    void anotherPathOfTheSameStoreIsRefusedToo() throws IOException {
        declare(inVault(), "");
        start().close();
        deleteAll(data.resolve("lastgood"));
        declare(inVault().replace("mount: secret", "mount: secret, path: mesh/other"), "");
        assertThat(refused().code()).isEqualTo(Code.SYN0828);
        assertThat(refused().fix()).contains(CaMaterial.PLACE);
    }

    @Test
    void nodeTokensAreMadeUnderItAndListedWithoutIt() throws IOException {
        declare(inVault(), "");
        start().close();
        var made = run("token", "create", "mesh/gateway", "--config", config.toString(), "--data-dir", data.toString());
        assertThat(made.exit()).as(made.err()).isZero();

        vault.become(StoreFault.AWAY);
        assertThat(run("token", "list", "--data-dir", data.toString()).out()).contains("mesh/gateway");
        var refused =
                run("token", "create", "mesh/gateway", "--config", config.toString(), "--data-dir", data.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("SYN0821");
    }

    @Test
    void rootsThatHaveEndedAreReplacedWhereTheyAre() throws IOException {
        declare(inVault(), "");
        start().close();
        var recovered = run("certs", "recover", "--config", config.toString(), "--data-dir", data.toString());
        assertThat(recovered.exit()).as(recovered.err()).isZero();
        assertThat(recovered.err()).contains("No root has ended");
        vault.become(StoreFault.AWAY);
        assertThat(run("certs", "recover", "--config", config.toString(), "--data-dir", data.toString())
                        .err())
                .contains("SYN0821");
    }

    private Refused refused() {
        var caught = new Refused[1];
        assertThatThrownBy(() -> start().close()).isInstanceOfSatisfying(Refused.class, refused -> caught[0] = refused);
        return caught[0];
    }

    private ControlPlane start() {
        return ControlPlane.start(Running.settings(config, data, Settings.DemoTrust.ALLOWED));
    }

    private void declare(String caStore, String keyEncryption) throws IOException {
        Files.writeString(
                config.resolve("trust.yaml"),
                Running.TRUST
                        + (caStore.isEmpty() ? "" : "  " + caStore + "\n")
                        + (keyEncryption.isEmpty() ? "" : "  " + keyEncryption + "\n"));
    }

    private String inVault() {
        return "caStore: {vaultKv: {address: \"" + vault.address() + "\", caFile: " + directory.resolve("vault-ca.pem")
                + ", mount: secret, auth: {tokenFile: " + directory.resolve("vault-token") + "}}}";
    }

    private String underPassphrase() {
        return "keyEncryption: {passphrase: {file: " + directory.resolve("passphrase") + "}}";
    }

    private record Ran(int exit, String out, String err) {}

    private static Ran run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = SynapseMesh.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
