package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnchorsFileTest {
    private final TestClock clock = new TestClock();
    private final TestCa one = new TestCa("one", clock.instant());
    private final TestCa two = new TestCa("two", clock.instant());

    @TempDir
    Path directory;

    @Test
    void theFirstRootIsTheOneThatSigns() throws IOException {
        var roots = new AnchorsFile(write(two.rootPem() + one.rootPem()), clock).roots();
        assertThat(roots.signer()).isEqualTo(two.root());
        assertThat(roots.anchors().certificates()).containsExactlyInAnyOrder(one.root(), two.root());
    }

    @Test
    void newContentIsTakenWhenTwoLooksAgree() throws IOException {
        var file = new AnchorsFile(write(one.rootPem()), clock);
        file.roots();
        write(two.rootPem());
        clock.advance(AnchorsFile.LOOK_EVERY);
        assertThat(file.roots().signer()).as("seen once").isEqualTo(one.root());
        clock.advance(AnchorsFile.LOOK_EVERY);
        assertThat(file.roots().signer()).as("seen twice").isEqualTo(two.root());
    }

    /// Cut between two certificates it would read as a shorter list: a bundle that forgets a root cuts somebody off.
    @Test
    void aHalfWrittenFileNeverShortensTheBundle() throws IOException {
        var file = new AnchorsFile(write(one.rootPem() + two.rootPem()), clock);
        assertThat(file.roots().anchors().certificates()).hasSize(2);
        write(one.rootPem());
        clock.advance(AnchorsFile.LOOK_EVERY);
        assertThat(file.roots().anchors().certificates()).hasSize(2);
        write(one.rootPem() + two.rootPem());
        clock.advance(AnchorsFile.LOOK_EVERY);
        assertThat(file.roots().anchors().certificates()).hasSize(2);
    }

    @Test
    void whatCannotBeUsedKeepsTheLastGood() throws IOException {
        var file = new AnchorsFile(write(one.rootPem()), clock);
        file.roots();
        for (String bad : new String[] {
            "", "-----BEGIN CERTIFICATE-----\nAAAA", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        }) {
            write(bad);
            clock.advance(AnchorsFile.LOOK_EVERY);
            file.roots();
            clock.advance(AnchorsFile.LOOK_EVERY);
            assertThat(file.roots().signer()).as(bad).isEqualTo(one.root());
        }
        Files.delete(directory.resolve("roots.pem"));
        clock.advance(AnchorsFile.LOOK_EVERY);
        assertThat(file.roots().signer()).isEqualTo(one.root());
    }

    @Test
    void aFileThatWasNeverGoodIsAFailure() throws IOException {
        assertThatThrownBy(() -> new AnchorsFile(directory.resolve("none.pem"), clock).roots())
                .isInstanceOf(IssuanceFailed.class);
        assertThatThrownBy(() -> new AnchorsFile(write(""), clock).roots()).isInstanceOf(IssuanceFailed.class);
        String leaf = io.synapsemesh.certs.Pem.certificates(java.util.List.of(one.leaf(
                one.root().getPublicKey(),
                java.util.Optional.empty(),
                java.util.List.of("localhost"),
                clock.instant(),
                java.time.Duration.ofHours(1))));
        assertThatThrownBy(() -> new AnchorsFile(write(leaf), clock).roots())
                .isInstanceOf(IssuanceFailed.class)
                .hasMessageContaining("not a CA");
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("roots.pem"), content);
    }
}
