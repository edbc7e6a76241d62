package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.diagnostic.Code;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that want to hurt: each gets a code, quickly, and for little memory.
final class HostileInputTest {
    private static final long BYTES_ALLOCATED_MAX = 512L * 1024 * 1024;

    static Stream<Arguments> hostile() {
        String fill = "x".repeat(1000);
        return Stream.of(
                Arguments.of("alias bomb", bomb(), Code.SYN0109),
                Arguments.of("10,000 lists in one line", "[".repeat(10_000), Code.SYN0103),
                Arguments.of("10,000 lists in lines", "[\n".repeat(10_000), Code.SYN0103),
                Arguments.of("10,000 mappings", "{a: ".repeat(10_000), Code.SYN0103),
                Arguments.of("10,000 block lists", "- ".repeat(10_000), Code.SYN0103),
                Arguments.of("50 MB scalar", "a: " + fill.repeat(50_000), Code.SYN0102),
                Arguments.of("4 MB scalar", "a: " + fill.repeat(4_000), Code.SYN0202),
                Arguments.of("4 MB key", fill.repeat(4_000) + ": a", Code.SYN0101),
                Arguments.of("4 MB quoted, unclosed", "a: \"" + fill.repeat(4_000), Code.SYN0101),
                Arguments.of("4 MB comment", "#" + fill.repeat(4_000) + "\n- a", Code.SYN0106),
                Arguments.of("4 MB of empty lines", "\n".repeat(4_000_000) + "- a", Code.SYN0106),
                Arguments.of("4 MB of broken documents", "--- @\n".repeat(600_000), Code.SYN0108),
                Arguments.of("4 MB of unclosed documents", "---\n[\n".repeat(600_000), Code.SYN0108),
                Arguments.of("4 MB of document marks", "---\n".repeat(1_000_000), Code.SYN0108),
                Arguments.of("a million items", "- a\n".repeat(1_000_000), Code.SYN0109),
                Arguments.of("a million flow items", "[" + "a,".repeat(1_000_000), Code.SYN0109),
                Arguments.of("many anchors", "- &a a\n".repeat(500_000), Code.SYN0109),
                Arguments.of("self-reference", "&a [*a]", Code.SYN0101),
                Arguments.of("NUL", "a: \0", Code.SYN0101),
                Arguments.of("bidirectional override in a name", "\u202ekind: x", Code.SYN0202),
                Arguments.of("huge escape", "a: \"\\UFFFFFFFF\"", Code.SYN0101),
                Arguments.of("lone surrogate escape", "a: \"\\uD800\"", Code.SYN0202),
                Arguments.of("directive bomb", "%TAG !a! tag:a,2000:\n".repeat(100_000), Code.SYN0101),
                Arguments.of("tag with a Java class", "!!javax.script.ScriptEngineManager [x]", Code.SYN0107),
                Arguments.of("complex key", "? [a]\n: b", Code.SYN0203),
                Arguments.of("merge key", "<<: {kind: x}", Code.SYN0202));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    @Timeout(10)
    void getsACodeQuickly(String name, String text, Code code) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long before = allocatedBytes();
        Parsed parsed = DocumentReader.read("in.yaml", bytes, LastGood.NONE);
        assertThat(parsed.diagnostics()).extracting(d -> d.code()).contains(code);
        assertThat(parsed.documents()).isEmpty();
        assertThat(parsed.whole()).isFalse();
        assertThat(allocatedBytes() - before).as("bytes allocated").isLessThan(BYTES_ALLOCATED_MAX);
    }

    @Test
    void readsABomAndRefusesUtf16() {
        String good = """
                apiVersion: synapsemesh.io/v1alpha1
                kind: MeshTrust
                metadata: {name: default}
                spec: {trustDomain: corp.example}
                """;
        assertThat(read(("\ufeff" + good).getBytes(StandardCharsets.UTF_8)).documents())
                .hasSize(1);
        assertThat(read(good.getBytes(StandardCharsets.UTF_16)).diagnostics())
                .extracting(d -> d.code())
                .containsExactly(Code.SYN0101);
    }

    @Test
    void anEmptyFileIsWholeAndHoldsNothing() {
        for (String text : new String[] {"", "\n", "# nothing\n", "---\n---\n"}) {
            Parsed parsed = read(text.getBytes(StandardCharsets.UTF_8));
            assertThat(parsed).isEqualTo(new Parsed(parsed.documents(), parsed.refused(), true, parsed.diagnostics()));
            assertThat(parsed.diagnostics()).isEmpty();
        }
    }

    @Test
    void everyPrefixOfADocumentIsSurvived() {
        byte[] good =
                "apiVersion: synapsemesh.io/v1alpha1\nkind: MeshTrust\nmetadata: {name: \"default\"}\nspec: &a {trustDomain: corp.example}\n"
                        .getBytes(StandardCharsets.UTF_8);
        var start = System.nanoTime();
        for (int length = 0; length < good.length; length++) {
            read(Arrays.copyOf(good, length));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static Parsed read(byte[] bytes) {
        return DocumentReader.read("in.yaml", bytes, LastGood.NONE);
    }

    private static String bomb() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 6; i++) {
            String alias = "*a" + (i - 1);
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append((alias + ", ").repeat(8)).append(alias).append("]\n");
        }
        return text.toString();
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
