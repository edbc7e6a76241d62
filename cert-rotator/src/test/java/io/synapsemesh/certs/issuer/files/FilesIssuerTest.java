package io.synapsemesh.certs.issuer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.TestClock;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.profile.ChainLint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the conformance suite cannot ask of others: modes, torn pairs, Kubernetes' way of writing.
final class FilesIssuerTest {
    private final TestClock clock = new TestClock();

    @TempDir
    Path directory;

    private LeafWriter writer;
    private FilesIssuer issuer;

    @BeforeEach
    void open() throws IOException {
        writer = new LeafWriter(directory, clock);
        issuer = new FilesIssuer(directory, Fixture.DOMAIN, new AnchorsFile(writer.writeRoots(), clock), clock);
        writer.write(Fault.NONE);
    }

    @Test
    void refusesAKeyThatGroupOrOthersMayRead() throws IOException {
        for (String mode : java.util.List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(
                    writer.folder().resolve(FilesIssuer.KEY), PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> issuer.give(Fixture.workspaceRequest()))
                    .as(mode)
                    .isInstanceOf(IssuanceRefused.class)
                    .hasMessageContaining("chmod 600");
        }
        Files.setPosixFilePermissions(
                writer.folder().resolve(FilesIssuer.KEY), PosixFilePermissions.fromString("r--------"));
        assertThat(issuer.give(Fixture.workspaceRequest())).isNotNull();
    }

    @Test
    void tellsAnotherCertificateWithoutReadingTheKeyAndSaysWhenThereIsNone() throws IOException {
        var held = issuer.give(Fixture.workspaceRequest()).chain().leaf();
        Files.setPosixFilePermissions(
                writer.folder().resolve(FilesIssuer.KEY), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(issuer.hasOther(Fixture.workspaceRequest(), held)).isFalse();
        writer.write(Fault.NONE);
        assertThat(issuer.hasOther(Fixture.workspaceRequest(), held)).isTrue();
        for (Fault none : java.util.List.of(Fault.EMPTY_ANSWER, Fault.AWAY)) {
            writer.write(none);
            assertThatThrownBy(() -> issuer.hasOther(Fixture.workspaceRequest(), held))
                    .as("%s", none)
                    .isInstanceOf(IssuanceFailed.class);
        }
    }

    @Test
    void saysHowToConvertAnotherKindOfKey() throws IOException {
        LeafWriter.writeKey(
                writer.folder().resolve(FilesIssuer.KEY),
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n".getBytes());
        assertThatThrownBy(() -> issuer.give(Fixture.workspaceRequest()))
                .isInstanceOf(IssuanceRefused.class)
                .hasMessageContaining("PKCS#8");
    }

    /// Two files written one after the other, two thousand times: whatever is given is a pair.
    @Test
    void neverGivesATornPair() throws Exception {
        var first = writer.pair();
        var second = writer.pair();
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> writing = () -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        writer.both(first.certificates(), first.key());
                        writer.both(second.certificates(), second.key());
                    }
                } finally {
                    done.set(true);
                }
                return null;
            };
            var written = threads.submit(writing);
            int given = 0;
            int torn = 0;
            while (!done.get()) {
                try {
                    Leaf leaf = issuer.give(Fixture.workspaceRequest());
                    assertThat(ChainLint.isPair(leaf.privateKey(), leaf.chain().leaf()))
                            .isTrue();
                    given++;
                } catch (IssuanceFailed e) {
                    torn++;
                }
            }
            written.get();
            assertThat(given + torn).isPositive();
        }
        assertThat(issuer.give(Fixture.workspaceRequest()))
                .as("a whole pair is given at last")
                .isNotNull();
    }

    /// Both files of one version, also while the link moves on.
    @Test
    void followsKubernetesLinkOnceForBothFiles() throws IOException {
        var folder = writer.folder();
        Files.delete(folder.resolve(FilesIssuer.CERTIFICATE));
        Files.delete(folder.resolve(FilesIssuer.KEY));
        var one = version("..2026_1", writer.pair());
        link(one);
        Leaf first = issuer.give(Fixture.workspaceRequest());
        link(version("..2026_2", writer.pair()));
        Leaf second = issuer.give(Fixture.workspaceRequest());
        assertThat(second.chain()).isNotEqualTo(first.chain());
    }

    @Test
    void aFileWithoutAnIdentityOfOursIsRefused() {
        assertThatThrownBy(() -> issuer.give(Fixture.devRequest())).isInstanceOf(IssuanceRefused.class);
    }

    private Path version(String name, LeafWriter.Pair pair) throws IOException {
        var made = Files.createDirectory(writer.folder().resolve(name));
        Files.writeString(made.resolve(FilesIssuer.CERTIFICATE), pair.certificates());
        LeafWriter.writeKey(made.resolve(FilesIssuer.KEY), pair.key());
        return made;
    }

    private void link(Path to) throws IOException {
        var next = writer.folder().resolve("..data_tmp");
        Files.createSymbolicLink(next, to.getFileName());
        Files.move(next, writer.folder().resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
