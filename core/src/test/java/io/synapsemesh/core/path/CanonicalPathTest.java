package io.synapsemesh.core.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synapsemesh.core.identity.Stacks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// rules.md A, "Canonical path".
final class CanonicalPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/pipelines",
                "/pipelines/",
                "/livyApi/versions/2019-11-01-preview/sparkPools/pool1/batches/7",
                "/a.b/_~()'-",
                "/.hidden",
                "/..a",
                "/...a",
                "/my%20pipeline",
                "/%20a",
                "/%C2%A0",
                "/%c3%a4",
                "/%DF%BF",
                "/%e0%a0%80",
                "/%ed%9f%bf",
                "/%ee%80%80",
                "/%ef%bf%bf",
                "/%f0%90%80%80",
                "/%f4%8f%bf%bf"
            })
    void readsWhatEveryEnforcementPointReadsAlike(String path) {
        assertThat(CanonicalPath.read(path)).isEqualTo(new PathReading.Read(new CanonicalPath(path)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Path parameters and other delimiters.
                "/pool;x=1",
                "/a;/b",
                "/;",
                "/a,b",
                "/a=b",
                "/a&b",
                "/a+b",
                "/a$b",
                "/a!b",
                "/a*b",
                "/a:b",
                "/a@b",
                // Empty segments.
                "//",
                "//a",
                "/a//b",
                "/a//",
                // Dot segments, and names that end in a dot or a space.
                "/.",
                "/..",
                "/./a",
                "/a/.",
                "/a/..",
                "/a/../b",
                "/a/./b",
                "/...",
                "/a.",
                "/a./b",
                "/a%20",
                "/a%20/b",
                "/%20",
                "/a.%20",
                "/a%20.",
                // Percent before ASCII, and before nothing.
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a%5Cb",
                "/a%00",
                "/%41",
                "/%2e%2e",
                "/%2E",
                "/a%25b",
                "/a%252fb",
                "/a%7f",
                "/a%3bb",
                "/a%3fb",
                "/a%23b",
                "/a%27b",
                "/a%0d%0ab",
                "/a%",
                "/a%2",
                "/a%zz",
                "/a%u0041",
                // Raw characters that only some readers take.
                "/a\\b",
                "/a b",
                "/a\tb",
                "/a\nb",
                "/a\u0000b",
                "/a\u007fb",
                "/ä",
                "/a\"b",
                "/a<b",
                "/a>b",
                "/a[b]",
                "/a{b}",
                "/a|b",
                "/a^b",
                "/a`b",
                // Not UTF-8: lone bytes, cut sequences, bytes no sequence holds.
                "/%80",
                "/%bf",
                "/%c3",
                "/%c3a",
                "/%c3%28",
                "/%e2%82",
                "/%f0%9f%98",
                "/%fe",
                "/%ff",
                "/%f5%80%80%80",
                // Overlong forms of / . and é.
                "/%c0%af",
                "/%c0%ae",
                "/%c1%9c",
                "/%e0%80%af",
                "/%e0%9f%bf",
                "/%f0%80%80%af",
                "/%f0%8f%bf%bf",
                // Surrogates, above U+10FFFF, and below U+00A0.
                "/%ed%a0%80",
                "/%ed%bf%bf",
                "/%f4%90%80%80",
                "/%c2%80",
                "/%c2%9f",
                // Not a path.
                "",
                "*",
                "a",
                "a/b",
                "http://contoso/a",
                "contoso:443",
                " /a",
                "?a"
            })
    void refusesEverythingElse(String target) {
        assertThat(CanonicalPath.read(target)).isInstanceOf(PathReading.Refused.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new CanonicalPath(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a#", "/a#b", "#", "/a?b#c"})
    void refusesFragments(String target) {
        assertThat(CanonicalPath.read(target)).isInstanceOf(PathReading.Refused.class);
    }

    @Test
    void leavesTheQueryOut() {
        assertThat(CanonicalPath.read("/a?api-version=1&x=//..;%2f?"))
                .isEqualTo(new PathReading.Read(new CanonicalPath("/a")));
    }

    @Test
    void has2048BytesAtMostNotCountingTheQuery() {
        String longest = "/" + "a".repeat(2047);
        assertThat(CanonicalPath.read(longest + "?" + "q".repeat(10_000))).isInstanceOf(PathReading.Read.class);
        assertThat(CanonicalPath.read(longest + "a")).isInstanceOf(PathReading.Refused.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new CanonicalPath(longest + "a"));
    }

    @Test
    void aRefusalRepeatsNothingOfThePath() {
        assertThat(CanonicalPath.read("/SECRET;x"))
                .isInstanceOfSatisfying(
                        PathReading.Refused.class,
                        refused -> assertThat(refused.why()).doesNotContain("SECRET"));
    }

    @ParameterizedTest
    @CsvSource({"/, ''", "/A/b%C3%A4, 'a,b%c3%a4'", "/a/, 'a,'"})
    void segmentsAreInLowerCaseWithTheirEscapes(String path, String segments) {
        assertThat(new CanonicalPath(path).segments()).isEqualTo(List.of(segments.split(",", -1)));
    }

    @Test
    void readsTheLongestPathsOnASmallStack() {
        Stacks.onSmallStack(() -> {
            for (String unit : List.of("a", "/a", "%c3%a4", "%20a", ".a", "%f0%90%80%80", "/...a")) {
                String path = "/x" + unit.repeat(2046 / unit.length());
                assertThat(CanonicalPath.read(path)).isInstanceOf(PathReading.Read.class);
            }
        });
    }

    /// Each ends in a refusal, after which a backtracking reader would try every other way to cut the path.
    @Test
    void refusesTheLongestPathsWithoutBacktracking() {
        Stacks.onSmallStack(() -> {
            for (String unit :
                    List.of(".", "%20", "a", "/a", ".a", "%20.", "a.", "/.a", "%c3%a4", ".%20a", "%ed%9f%bf")) {
                for (String end : List.of(";", ".", "%", "%c3", "//")) {
                    String path = "/x" + unit.repeat((2046 - end.length()) / unit.length()) + end;
                    long before = System.nanoTime();
                    assertThat(CanonicalPath.read(path)).isInstanceOf(PathReading.Refused.class);
                    assertThat(System.nanoTime() - before)
                            .as("nanoseconds for %s… %s", unit, end)
                            .isLessThan(1_000_000_000L);
                }
            }
        });
    }
}
