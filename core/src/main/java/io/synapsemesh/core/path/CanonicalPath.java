package io.synapsemesh.core.path;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.regex.Pattern;

/// A request path in the one spelling that every enforcement point reads alike.
///
/// The path must *already be* in RFC 3986 normal form; nothing is repaired. A segment consists of `[A-Za-z0-9._~()'-]`,
/// `%20`, or percent-encoded well-formed UTF-8 at or above U+00A0, and does not end in a dot or a space: that alone
/// excludes dot segments. Everything else (`;`, `//`, `%` before other ASCII, `\`, fragments, bytes above 0x7f) is
/// refused, for it reads differently in Envoy, Nginx and Synapse (docs/adr/0004).
///
/// @param raw the path as it was sent, without its query; at most [#BYTES_MAX] bytes, all ASCII
public record CanonicalPath(String raw) {
    public static final int BYTES_MAX = 2048;

    // Well-formed UTF-8 (Unicode table 3-7) at or above U+00A0, each byte percent-encoded.
    private static final String UTF8 = String.join(
            "|",
            "%[Cc]2%[ABab][0-9A-Fa-f]",
            "%([Cc][3-9A-Fa-f]|[Dd][0-9A-Fa-f])%[89ABab][0-9A-Fa-f]",
            "%[Ee]0%[ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]",
            "%[Ee][1-9A-Ca-cEeFf]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]",
            "%[Ee][Dd]%[89][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]",
            "%[Ff]0%[9ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]",
            "%[Ff][1-3]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]",
            "%[Ff]4%8[0-9A-Fa-f]%[89ABab][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]");
    private static final String INNER = "(?:[A-Za-z0-9._~()'-]|%20|" + UTF8 + ")";
    private static final String LAST = "(?:[A-Za-z0-9_~()'-]|" + UTF8 + ")";

    /// One segment, in syntax that RE2, PCRE and Java share.
    public static final String SEGMENT_REGEX = INNER + "*" + LAST;

    /// A whole canonical path. Length is not in it: RE2 has no cheap way to bound it.
    public static final String REGEX = "/(?:" + SEGMENT_REGEX + "(?:/" + SEGMENT_REGEX + ")*/?)?";

    // The same language with possessive groups. Java's matcher recurses for each turn of a group that may give back
    // what it
    // took: REGEX on 2,047 letters overflows the default stack. Here a turn takes dots and spaces only with what
    // follows.
    private static final String SEGMENT = "(?:(?:\\.|%20)*+" + LAST + ")++";
    private static final Pattern GRAMMAR = Pattern.compile("/(?:" + SEGMENT + "(?:/" + SEGMENT + ")*+/?+)?+");
    private static final Splitter SLASH = Splitter.on('/');

    public CanonicalPath {
        if (raw.length() > BYTES_MAX || !isCanonical(raw)) {
            throw new IllegalArgumentException("not a canonical path");
        }
    }

    /// Reads the target of a request line: a path and, perhaps, a query. The query takes no part in any decision.
    public static PathReading read(String target) {
        if (target.indexOf('#') >= 0) {
            return new PathReading.Refused("a request target has no fragment");
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (path.length() > BYTES_MAX) {
            return new PathReading.Refused("the path is longer than " + BYTES_MAX + " bytes");
        }
        if (!isCanonical(path)) {
            return new PathReading.Refused("the path is not in canonical form");
        }
        return new PathReading.Read(new CanonicalPath(path));
    }

    private static boolean isCanonical(String path) {
        return isPlain(path) || GRAMMAR.matcher(path).matches();
    }

    /// Canonical without an escape, as nearly all paths are: a decision has no time for the expression. What this
    /// cannot tell, the grammar says.
    private static boolean isPlain(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        char before = '/';
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean fits = c == '/' ? before != '/' && before != '.' : isPlainCharacter(c);
            if (!fits) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    private static boolean isPlainCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._~()'-".indexOf(c) >= 0;
    }

    /// The segments in the form they are compared in: ASCII letters in lower case, escapes kept. The path `/` has one,
    /// empty segment; a trailing slash gives a last, empty one.
    public List<String> segments() {
        return SLASH.splitToList(Ascii.toLowerCase(raw.substring(1)));
    }

    @Override
    public String toString() {
        return raw;
    }
}
