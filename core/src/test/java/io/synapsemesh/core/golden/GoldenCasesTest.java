package io.synapsemesh.core.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldenCasesTest {
    private static final Function<GoldenCase, Map<String, String>> UPPER = c -> Map.of(
            "out.txt", new String(c.read("in-a.txt"), StandardCharsets.UTF_8).toUpperCase(java.util.Locale.ROOT));

    @TempDir
    private Path directory;

    private final GoldenCases compare = new GoldenCases(false);

    @BeforeEach
    void writesTheInput() throws IOException {
        Files.writeString(directory.resolve("in-a.txt"), "a");
    }

    @Test
    void passesWhenTheOutputIsAsWrittenDown() throws IOException {
        Files.writeString(directory.resolve("out.txt"), "A");
        compare.check(directory, UPPER);
    }

    @Test
    void failsWhenAnOutputDiffersAndNamesTheCommand() throws IOException {
        Files.writeString(directory.resolve("out.txt"), "B");
        assertThatThrownBy(() -> compare.check(directory, UPPER)).hasMessageContaining("make golden");
    }

    @Test
    void failsWhenAnOutputIsMissing() {
        assertThatThrownBy(() -> compare.check(directory, UPPER)).hasMessageContaining("missing output");
    }

    @Test
    void failsOnAnOrphan() throws IOException {
        Files.writeString(directory.resolve("out.txt"), "A");
        Files.writeString(directory.resolve("old.txt"), "A");
        assertThatThrownBy(() -> compare.check(directory, UPPER)).hasMessageContaining("orphans");
    }

    @Test
    void failsOnAnInputThatNobodyReads() throws IOException {
        Files.writeString(directory.resolve("out.txt"), "A");
        Files.writeString(directory.resolve("in-b.txt"), "b");
        assertThatThrownBy(() -> compare.check(directory, UPPER)).hasMessageContaining("nobody reads");
    }

    @Test
    void updatesOutputsAndDeletesOrphans() throws IOException {
        Files.writeString(directory.resolve("old.txt"), "A");
        new GoldenCases(true).check(directory, UPPER);
        assertThat(directory.resolve("out.txt")).hasContent("A");
        assertThat(directory.resolve("old.txt")).doesNotExist();
    }
}
