package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each code has a page, each page a code; the codes of this module have a golden case.
final class CodePagesTest {
    private static final Path ROOT = Path.of("..");
    /// Found by whoever reads the directory, which is not this module.
    private static final Set<Code> OF_THE_DIRECTORY = Set.of(Code.SYN0114, Code.SYN0115);

    @Test
    void everyCodeHasAPageAndEveryPageACode() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/codes"))) {
            var found = pages.map(page -> "docs/codes/" + page.getFileName())
                    .collect(Collectors.toCollection(TreeSet::new));
            var wanted = Arrays.stream(Code.values()).map(Code::page).collect(Collectors.toCollection(TreeSet::new));
            assertThat(found).isEqualTo(wanted);
        }
    }

    @Test
    void everyPageSaysWhatItMeansWithAnExampleAndWhatToDo() throws IOException {
        for (Code code : Code.values()) {
            assertThat(ROOT.resolve(code.page()))
                    .content()
                    .startsWith("# " + code.name() + ": " + code.title() + "\n")
                    .contains("\n## Example\n", "\n## What to do\n");
        }
    }

    @Test
    void everyCodeOfReadingHasAGoldenCase() throws IOException {
        var golden = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "golden", "parse"))) {
            for (Path file : files.filter(f -> f.endsWith("diagnostics.yaml")).toList()) {
                golden.append(Files.readString(file));
            }
        }
        for (Code code : Code.values()) {
            if (code.compareTo(Code.SYN0401) < 0 && !OF_THE_DIRECTORY.contains(code)) {
                assertThat(golden).contains("code: " + code.name() + "\n");
            }
        }
    }
}
