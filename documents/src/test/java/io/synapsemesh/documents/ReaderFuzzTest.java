package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Diagnostic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever the bytes are: documents or diagnostics, never an exception, and a file that is not whole always says why.
final class ReaderFuzzTest {
    private static final List<String> TOKENS = List.of(
            "---\n",
            "\"\\UFFFFFFFF\"",
            "\n",
            "  ",
            "- ",
            ": ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "!!str ",
            "!<x> ",
            "\"",
            "'",
            "|\n",
            ">-\n",
            "? ",
            "#",
            "%YAML 1.1\n",
            "null",
            "~",
            "0x",
            "\t",
            "\u0000",
            "\ufeff",
            "...\n",
            "@",
            "`",
            "\\",
            "<<: ",
            "\u2028");
    private static final List<String> SEEDS = seeds();

    @Property(tries = 2000)
    void arbitraryBytesAreSurvived(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 2000)
    void mutatedDocumentsAreSurvived(@ForAll("mutated") String text) {
        check(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void randomYamlTokensAreSurvived(@ForAll("tokens") String text) {
        check(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.of(TOKENS).list().ofMaxSize(60).map(tokens -> String.join("", tokens));
    }

    /// A good file with a few pieces cut out, repeated, or replaced by tokens.
    @Provide
    Arbitrary<String> mutated() {
        Arbitrary<Mutation> mutation = Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.of(TOKENS),
                        Arbitraries.of(Mutation.Way.class))
                .as(Mutation::new);
        return Combinators.combine(
                        Arbitraries.of(SEEDS), mutation.list().ofMinSize(1).ofMaxSize(6))
                .as((seed, mutations) -> {
                    String text = seed;
                    for (Mutation m : mutations) {
                        text = m.apply(text);
                    }
                    return text;
                });
    }

    record Mutation(double where, int length, String token, Way way) {
        enum Way {
            CUT,
            REPEAT,
            INSERT,
            REPLACE
        }

        String apply(String text) {
            int start = (int) (where * text.length());
            int end = Math.min(text.length(), start + length);
            String piece = text.substring(start, end);
            String middle = switch (way) {
                case CUT -> "";
                case REPEAT -> piece + piece;
                case INSERT -> token + piece;
                case REPLACE -> token;
            };
            return text.substring(0, start) + middle + text.substring(end);
        }
    }

    private static void check(byte[] bytes) {
        Parsed parsed = DocumentReader.read("in.yaml", bytes, LastGood.NONE);
        if (!parsed.whole() || !parsed.refused().isEmpty()) {
            assertThat(parsed.hasErrors()).isTrue();
        }
        assertThat(parsed.diagnostics()).isSorted();
        for (Diagnostic diagnostic : parsed.diagnostics()) {
            assertThat(diagnostic.message().length()).isLessThan(2000);
            assertThat(diagnostic.message().chars().anyMatch(Character::isISOControl))
                    .isFalse();
        }
        parsed.documents().forEach(d -> assertThat(parsed.refused()).doesNotContain(d.ref()));
    }

    private static List<String> seeds() {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "golden", "parse"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("in-")
                            && f.toString().endsWith(".yaml"))
                    .filter(f -> f.toString().contains("/good-"))
                    .sorted()
                    .map(ReaderFuzzTest::text)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
