package io.synapsemesh.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The grammar three times: as `core` reads it, as the expression that proxies are given (read by RE2, as in Envoy),
/// and
/// written out by hand below. All three agree.
final class CanonicalPathPropertyTest {
    private static final Pattern RE2 = Pattern.compile(CanonicalPath.REGEX);

    @Property(tries = 5_000)
    void coreTheExpressionAndTheRuleAgree(@ForAll("targets") String target) {
        boolean expected = isCanonical(target);
        assertThat(CanonicalPath.read(target) instanceof PathReading.Read)
                .as(target)
                .isEqualTo(expected);
        assertThat(RE2.matches(target)).as(target).isEqualTo(expected);
    }

    @Property
    void anAcceptedPathIsReadAgainAsItself(@ForAll("targets") String target) {
        if (CanonicalPath.read(target) instanceof PathReading.Read(CanonicalPath path)) {
            assertThat(path.raw()).isEqualTo(target);
            assertThat(CanonicalPath.read(path.raw())).isEqualTo(new PathReading.Read(path));
            CanonicalPath lower = new CanonicalPath("/" + String.join("/", path.segments()));
            assertThat(lower.segments()).isEqualTo(path.segments());
        }
    }

    @Property
    void aNameComesBackFromItsSpelling(@ForAll("names") String name) {
        assertThat(PercentEncoding.decode(PercentEncoding.encode(name))).isEqualTo(name);
        assertThat(new CanonicalPath("/" + PercentEncoding.encode(name) + "x").segments())
                .hasSize(1);
    }

    @Example
    void usesNothingThatRe2AndPcreReadDifferently() {
        assertThat(CanonicalPath.REGEX).doesNotContain("(?=", "(?!", "(?<", "(?>", "*+", "++", "\\1", "$", "^", "\\");
        assertThat(Pattern.compile(CanonicalPath.REGEX).programSize()).isLessThan(2_000);
    }

    @Provide
    Arbitrary<String> targets() {
        Arbitrary<String> piece = Arbitraries.of(
                "a",
                "Z",
                "9",
                ".",
                "_",
                "~",
                "(",
                "'",
                "-",
                "/",
                "/",
                "/",
                "%20",
                ";",
                "%",
                "%2f",
                "%2e",
                "%5c",
                "%00",
                "%41",
                "\\",
                " ",
                "é",
                "%c2%a0",
                "%C3%A9",
                "%c2",
                "%80",
                "%c0%af",
                "%e0%a0%80",
                "%e0%9f%bf",
                "%ed%a0%80",
                "%ed%9f%bf",
                "%ee%80%80",
                "%f0%90%80%80",
                "%f0%8f",
                "%f4%8f%bf%bf",
                "%f4%90%80%80",
                "%ff");
        return piece.list().ofMaxSize(8).map(pieces -> "/" + String.join("", pieces));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars("aZ09 ._~()'-é中\u00a0\uffff")
                .ofMinLength(1)
                .ofMaxLength(20);
    }

    /// rules.md A, sentence by sentence.
    private static boolean isCanonical(String target) {
        if (!target.startsWith("/") || target.length() > 2048) {
            return false;
        }
        String[] segments = target.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean empty = segments[i].isEmpty();
            if (empty ? i < segments.length - 1 : !isSegment(segments[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSegment(String segment) {
        var escaped = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                if (!isText(escaped) || "._~()'-".indexOf(c) < 0 && !(c < 128 && Character.isLetterOrDigit(c))) {
                    return false;
                }
            } else {
                if (!segment.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                    return false;
                }
                int b = Integer.parseInt(segment, i + 1, i + 3, 16);
                if (b >= 0x80) {
                    escaped.put((byte) b);
                } else if (b != ' ' || !isText(escaped)) {
                    return false;
                }
                i += 2;
            }
        }
        return isText(escaped) && !segment.endsWith(".") && !segment.endsWith("%20");
    }

    /// Whether the escaped bytes gathered since the last plain character are UTF-8 at or above U+00A0; forgets them.
    private static boolean isText(ByteBuffer escaped) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(escaped.flip()).toString();
            return text.codePoints().allMatch(c -> c >= 0xa0);
        } catch (CharacterCodingException e) {
            return false;
        } finally {
            escaped.clear();
        }
    }
}
