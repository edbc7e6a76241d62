package io.synapsemesh.xds.render;

import com.google.common.base.Strings;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.route.PathTemplate;
import java.util.Map;

/// Regular expressions over paths, in RE2.
final class PathRegex {
    private static final int REPEAT_MAX = 1000;

    /// `:path`, query included, whose path is canonical.
    static final String CANONICAL_TARGET = CanonicalPath.REGEX + "(?:\\?.*)?";

    /// A path longer than a canonical one may be. RE2 repeats a thousand times at most.
    static final String TOO_LONG = tooLong(CanonicalPath.BYTES_MAX);

    private PathRegex() {}

    /// What `template` matches among canonical paths. The first route has refused all others, so one segment is
    /// simply what stands between two slashes: a hundred routes are tried in turn, and the grammar is not tried
    /// again in each.
    static String of(PathTemplate template) {
        return "(?i)" + template.regex(Map.of()).replace(CanonicalPath.SEGMENT_REGEX, "[^/]+");
    }

    /// `prefix` and everything below it.
    static String below(String prefix) {
        return "(?i)" + quote(prefix) + "(?:/.*)?";
    }

    /// A canonical path has no other metacharacters than these.
    static String quote(String path) {
        return path.replace(".", "\\.").replace("(", "\\(").replace(")", "\\)");
    }

    private static String tooLong(int bytesMax) {
        int full = bytesMax / REPEAT_MAX;
        int rest = bytesMax % REPEAT_MAX + 1;
        return Strings.repeat("[^?]{" + REPEAT_MAX + "}", full) + "[^?]{" + rest + "}.*";
    }
}
