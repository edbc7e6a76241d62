package io.synapsemesh.identity.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.core.secret.SecretEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFilesTest {
    private static final SecretEntry ENTRY = new SecretEntry("analytics", "synapse", "client-secret");

    @TempDir
    private Path root;

    @Test
    void aRotatedSecretIsReadAtItsNextUse() throws Exception {
        write("analytics/synapse/client-secret", "first\n");
        assertThat(read(ENTRY)).isEqualTo("first");
        write("analytics/synapse/client-secret", " second \r\n");
        assertThat(read(ENTRY)).isEqualTo("second");
    }

    @Test
    void kubernetesSwapsALink() throws Exception {
        write("analytics/synapse/..2026/client-secret", "linked");
        Files.createSymbolicLink(root.resolve("analytics/synapse/..data"), Path.of("..2026"));
        Files.createSymbolicLink(root.resolve("analytics/synapse/client-secret"), Path.of("..data/client-secret"));
        assertThat(read(ENTRY)).isEqualTo("linked");
    }

    @Test
    void noNameLeadsOutOfTheDirectory() throws Exception {
        write("outside", "not for anybody");
        var inside = new SecretFiles(root.resolve("secrets"));
        for (SecretEntry entry : new SecretEntry[] {
            new SecretEntry("..", "x", "outside"),
            new SecretEntry("a", "..", ".."),
            new SecretEntry("a", "b", ".."),
            new SecretEntry("a", "../..", "outside"),
            new SecretEntry("", "b", "c"),
            new SecretEntry(".", ".", "../outside")
        }) {
            assertThatThrownBy(() -> inside.read(entry))
                    .isInstanceOf(SecretMissing.class)
                    .hasMessageContaining("no name of a secret");
        }
    }

    @Test
    void whatIsMissingEmptyOrTooLargeIsNamedAndNotShown() throws Exception {
        assertThatThrownBy(() -> read(ENTRY))
                .isInstanceOf(SecretMissing.class)
                .hasMessageContaining("analytics/synapse#client-secret")
                .hasMessageContaining("Fix:");
        write("analytics/synapse/client-secret", " \n");
        assertThatThrownBy(() -> read(ENTRY)).isInstanceOf(SecretMissing.class);
        write("analytics/synapse/client-secret", "hunter2".repeat(4000));
        assertThatThrownBy(() -> read(ENTRY)).isInstanceOf(SecretMissing.class).hasMessageNotContaining("hunter2");
    }

    private String read(SecretEntry entry) {
        return new String(new SecretFiles(root).read(entry).open(), StandardCharsets.UTF_8);
    }

    private void write(String path, String text) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
