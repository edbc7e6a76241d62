package io.synapsemesh.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.synapsemesh.core.path.CanonicalPath;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathTemplateTest {
    @ParameterizedTest
    @CsvSource({
        "/pipelines, /pipelines, true",
        "/pipelines, /PIPELINES, true",
        "/PipeLines, /pipelines, true",
        "/pipelines, /pipelines/, false",
        "/pipelines, /pipelines/a, false",
        "/pipelines, /pipeline, false",
        "/pipelines/{name}, /pipelines, false",
        "/pipelines/{name}, /pipelines/, false",
        "/pipelines/{name}, /pipelines/a, true",
        "/pipelines/{name}, /pipelines/a/, false",
        "/pipelines/{name}, /pipelines/a/b, false",
        "/log/{rest*}, /log, false",
        "/log/{rest*}, /log/, false",
        "/log/{rest*}, /log/a, true",
        "/log/{rest*}, /log/a/b/c, true",
        "/log/{rest*}, /log/a/, false",
        "/a.b, /a.b, true",
        "/a.b, /axb, false",
        "/{any}, /, false"
    })
    void matchesWholeSegmentsWithoutCase(String template, String path, boolean matches) {
        PathTemplate parsed = PathTemplate.parse(template);
        assertThat(parsed.match(new CanonicalPath(path)).isPresent()).isEqualTo(matches);
        assertThat(path.matches("(?i)" + parsed.regex(Map.of()))).isEqualTo(matches);
    }

    @Test
    void givesTheVariablesInLowerCase() {
        assertThat(PathTemplate.parse("/a/{x}/{rest*}").match(new CanonicalPath("/A/B%C3%A4/C/d")))
                .contains(Map.of("x", "b%c3%a4", "rest", "c/d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/",
                "//",
                "/a/",
                "/a//b",
                "/a/..",
                "/a.",
                "/a*",
                "/**",
                "/**.x",
                "/{a",
                "/a}",
                "/{}",
                "/{*}",
                "/x{a}",
                "/{a}x",
                "/{1}",
                "/{a}/{a}",
                "/{a}/{a*}",
                "/{a*}/b",
                "/{a*}/{b*}",
                "/a;b",
                "/a%20b",
                "/a?b",
                "/{a b}"
            })
    void refusesAnUnknownPattern(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PathTemplate.parse(text));
    }

    @Test
    void boundsItsSegments() {
        assertThat(PathTemplate.parse("/a".repeat(32)).segments()).hasSize(32);
        assertThatIllegalArgumentException().isThrownBy(() -> PathTemplate.parse("/a".repeat(33)));
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/{x}",
        "/a/{x}, /a/{x*}",
        "/a/{x}/b, /a/{x}/{y}",
        "/a/{z}/b, /a/{x}/{y}",
        "/a/{z}/b, /a/{x}/{rest*}",
        "/a/{x}/c, /a/{x*}",
        "/a/{x}/c, /{x}/b/c"
    })
    void ordersTheMoreSpecificFirstWhateverTheVariablesAreCalled(String first, String second) {
        assertThat(Stream.of(second, first).map(PathTemplate::parse).sorted().map(PathTemplate::toString))
                .containsExactly(
                        PathTemplate.parse(first).toString(),
                        PathTemplate.parse(second).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a, true",
        "/a, /b, false",
        "/a, /{x}, true",
        "/a, /a/b, false",
        "/{x}/b, /a/{y}, true",
        "/{x}/b, /a/c, false",
        "/a/{r*}, /a, false",
        "/a/{r*}, /a/b/c, true",
        "/a/{r*}, /{x}/b, true",
        "/a/{r*}, /b/c, false",
        "/{r*}, /a/b/c, true"
    })
    void overlapsWhereSomePathMatchesBoth(String one, String other, boolean overlaps) {
        assertThat(PathTemplate.parse(one).overlaps(PathTemplate.parse(other))).isEqualTo(overlaps);
        assertThat(PathTemplate.parse(other).overlaps(PathTemplate.parse(one))).isEqualTo(overlaps);
    }

    @Test
    void anItemInTheExpressionStandsForItselfAlone() {
        PathTemplate template = PathTemplate.parse("/sparkPools/{pool}/batches");
        String regex = "(?i)" + template.regex(Map.of("pool", "a.(b) ä"));
        assertThat("/sparkPools/A.(B)%20%C3%A4/batches").matches(regex);
        assertThat("/sparkPools/ax(b)%20%c3%a4/batches").doesNotMatch(regex);
        assertThat("/sparkPools/other/batches").doesNotMatch(regex);
        assertThat("/sparkPools/x;y/batches").doesNotMatch("(?i)" + template.regex(Map.of("pool", "x;y")));
    }
}
