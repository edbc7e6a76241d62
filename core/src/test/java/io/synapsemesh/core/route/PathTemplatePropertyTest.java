package io.synapsemesh.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PercentEncoding;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// `core` matches by segments, proxies by expression: both must say the same of every path.
final class PathTemplatePropertyTest {
    @Property(tries = 3_000)
    void theExpressionAgreesWithTheMatch(
            @ForAll("templates") PathTemplate template, @ForAll("paths") CanonicalPath path) {
        assertThat(matches(template, Map.of(), path))
                .isEqualTo(template.match(path).isPresent());
    }

    @Property(tries = 3_000)
    void theExpressionOfAnItemAgreesWithTheMatch(
            @ForAll("templates") PathTemplate template,
            @ForAll("paths") CanonicalPath path,
            @ForAll("items") String item) {
        Optional<Map<String, String>> values = template.match(path);
        boolean named = values.map(v -> v.get("v0"))
                .filter(v -> PercentEncoding.decode(v).equals(item))
                .isPresent();
        boolean expected = values.isPresent() && (named || !template.hasVariable("v0"));
        assertThat(matches(template, Map.of("v0", item), path)).isEqualTo(expected);
    }

    @Property
    void overlapsSymmetrically(@ForAll("templates") PathTemplate one, @ForAll("templates") PathTemplate other) {
        assertThat(one.overlaps(other)).isEqualTo(other.overlaps(one));
        assertThat(one.overlaps(one)).isTrue();
    }

    @Property(tries = 3_000)
    void twoThatMatchOnePathOverlap(
            @ForAll("templates") PathTemplate one,
            @ForAll("templates") PathTemplate other,
            @ForAll("paths") CanonicalPath path) {
        if (one.match(path).isPresent() && other.match(path).isPresent()) {
            assertThat(one.overlaps(other)).isTrue();
        }
    }

    @Property
    void ordersConsistentlyWithEquality(
            @ForAll("templates") PathTemplate a,
            @ForAll("templates") PathTemplate b,
            @ForAll("templates") PathTemplate c) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
            assertThat(a).isLessThanOrEqualTo(c);
        }
    }

    @Property
    void readsWhatItPrints(@ForAll("templates") PathTemplate template) {
        assertThat(PathTemplate.parse(template.toString())).isEqualTo(template);
    }

    @Provide
    Arbitrary<PathTemplate> templates() {
        return Arbitraries.of("a", "B", "a.b", "{v}", "{w}", "{r*}")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(PathTemplatePropertyTest::template);
    }

    /// Numbers the variables, so that none occurs twice, and keeps the rest for the end.
    private static PathTemplate template(java.util.List<String> parts) {
        var segments = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean last = i == parts.size() - 1;
            switch (part) {
                case "{v}" -> segments.add("{v" + i + "}");
                case "{w}" -> segments.add("{w" + i + "}");
                case "{r*}" -> segments.add(last ? "{r*}" : "{v" + i + "}");
                default -> segments.add(part);
            }
        }
        return PathTemplate.parse("/" + String.join("/", segments));
    }

    @Provide
    Arbitrary<CanonicalPath> paths() {
        return Arbitraries.of("a", "A", "b", "a.b", "axb", "a%20b", "%C3%A4", "%c3%a4", "(a)")
                .list()
                .ofMaxSize(4)
                .flatMap(parts -> Arbitraries.of("", parts.isEmpty() ? "" : "/")
                        .map(end -> new CanonicalPath("/" + String.join("/", parts) + end)));
    }

    @Provide
    Arbitrary<String> items() {
        return Arbitraries.of("a", "b", "a.b", "a b", "ä", "(a)", "a;b", "a/b");
    }

    private static boolean matches(PathTemplate template, Map<String, String> items, CanonicalPath path) {
        return Pattern.compile(template.regex(items), Pattern.CASE_INSENSITIVE).matches(path.raw());
    }
}
