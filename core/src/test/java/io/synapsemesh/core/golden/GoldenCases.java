package io.synapsemesh.core.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Makes one test of each case of a golden directory. A case fails if an output differs, is missing, or is written by
/// nobody, and if an input is read by nobody.
///
/// ```java
/// @TestFactory
/// Stream<DynamicTest> parsesAsWrittenDown() {
///     return GoldenCases.in("parse", c -> Map.of("diagnostics.yaml", …));
/// }
/// ```
///
/// With `-Dsynapsemesh.golden=update` the outputs are written instead, and orphans deleted; read the difference
/// before
/// committing it.
public final class GoldenCases {
    private static final String UPDATE = "make golden";

    private final boolean update;

    GoldenCases(boolean update) {
        this.update = update;
    }

    /// @param stage a folder in `src/test/golden` of the module under test
    /// @param outputs from the inputs of a case to its output files, by name; an empty text is a file that must not
    /// be
    public static Stream<DynamicTest> in(String stage, Function<GoldenCase, Map<String, String>> outputs) {
        var cases = new GoldenCases("update".equals(System.getProperty("synapsemesh.golden")));
        return cases.tests(Path.of("src", "test", "golden", stage), outputs);
    }

    Stream<DynamicTest> tests(Path stage, Function<GoldenCase, Map<String, String>> outputs) {
        var directories = new TreeSet<Path>();
        try (Stream<Path> found = Files.list(stage)) {
            found.forEach(directories::add);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        assertThat(directories).as("cases in %s", stage).isNotEmpty();
        return directories.stream()
                .map(directory -> DynamicTest.dynamicTest(
                        directory.getFileName().toString(), directory.toUri(), () -> check(directory, outputs)));
    }

    void check(Path directory, Function<GoldenCase, Map<String, String>> outputs) {
        assertThat(directory).as("a case is a folder").isDirectory();
        var golden = new GoldenCase(directory);
        var actual = new TreeMap<>(outputs.apply(golden));
        actual.values().removeIf(String::isEmpty);
        assertThat(golden.inputs()).as("inputs of %s", directory).isNotEmpty();
        assertThat(golden.unread())
                .as("inputs of %s that nobody reads", directory)
                .isEmpty();
        if (update) {
            write(golden, actual);
        }
        for (var output : actual.entrySet()) {
            Path file = directory.resolve(output.getKey());
            assertThat(file).as("missing output; to write it: %s", UPDATE).exists();
            assertThat(file)
                    .as("%s; if the change is meant: %s", file, UPDATE)
                    .content(StandardCharsets.UTF_8)
                    .isEqualTo(output.getValue());
        }
        assertThat(golden.outputs())
                .as("outputs in %s, orphans among them; to delete those: %s", directory, UPDATE)
                .isEqualTo(actual.keySet());
    }

    private static void write(GoldenCase golden, Map<String, String> actual) {
        try {
            for (var output : actual.entrySet()) {
                Files.writeString(golden.directory().resolve(output.getKey()), output.getValue());
            }
            for (String name : golden.outputs()) {
                if (!actual.containsKey(name)) {
                    Files.delete(golden.directory().resolve(name));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
