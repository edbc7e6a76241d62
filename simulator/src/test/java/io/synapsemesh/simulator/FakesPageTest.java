package io.synapsemesh.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A fake that nobody lists would be taken for the real thing.
final class FakesPageTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @Test
    void listsEveryFakeWithItsLimits() throws Exception {
        String page = Files.readString(MODULE.resolveSibling("docs").resolve("fakes.md"));
        assertThat(fakes()).isNotEmpty().allSatisfy(fake -> assertThat(page).contains("`" + fake + "`"));
        assertThat(page).contains("**Nothing on this page counts as \"works with X\".**");
    }

    private static List<String> fakes() throws Exception {
        try (var files = Files.walk(MODULE.resolve("src/main/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Fake.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .sorted()
                    .toList();
        }
    }
}
