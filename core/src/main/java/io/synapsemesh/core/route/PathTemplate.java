package io.synapsemesh.core.route;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PercentEncoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The path of a route: literal segments, `{name}` for one segment, and, as the last only, `{name*}` for one or more.
/// Literals compare without case.
///
/// Templates are ordered from the most to the least specific: at the first place where two differ, a literal goes
/// before a
/// variable and a variable before the rest. The first that matches a path is the one that applies, here and in every
/// proxy.
public record PathTemplate(List<Segment> segments) implements Comparable<PathTemplate> {
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~()'-]*[A-Za-z0-9_~()'-]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,31}");
    private static final int SEGMENTS_MAX = 32;

    /// One place of the path.
    public sealed interface Segment {
        /// @param text in lower case
        record Literal(String text) implements Segment {}

        record Variable(String name) implements Segment {}

        record Rest(String name) implements Segment {}
    }

    public PathTemplate {
        segments = List.copyOf(segments);
        if (segments.isEmpty() || segments.size() > SEGMENTS_MAX) {
            throw new IllegalArgumentException("a path template has 1 to " + SEGMENTS_MAX + " segments");
        }
        var names = new HashSet<String>();
        for (int i = 0; i < segments.size(); i++) {
            switch (segments.get(i)) {
                case Segment.Literal ignored -> {}
                case Segment.Variable(String name) -> requireNew(names, name);
                case Segment.Rest(String name) -> {
                    requireNew(names, name);
                    if (i != segments.size() - 1) {
                        throw new IllegalArgumentException("{" + name + "*} must be the last segment");
                    }
                }
            }
        }
    }

    /// @throws IllegalArgumentException if `text` is not a template
    public static PathTemplate parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path template starts with /: " + text);
        }
        var segments = new ArrayList<Segment>();
        for (String part : Splitter.on('/').split(text.substring(1))) {
            segments.add(parseSegment(part, text));
        }
        return new PathTemplate(segments);
    }

    /// The variables' values, as they stand in the path but in lower case, if `path` matches.
    public Optional<Map<String, String>> match(CanonicalPath path) {
        return match(path.segments());
    }

    /// A table tries many templates on one path: the path is split once, and one that does not match costs nothing.
    ///
    /// @param parts the segments of a canonical path
    Optional<Map<String, String>> match(List<String> parts) {
        if (parts.size() < segments.size() || !hasLiterals(parts)) {
            return Optional.empty();
        }
        Map<String, String> values = Map.of();
        for (int i = 0; i < segments.size(); i++) {
            String part = parts.get(i);
            switch (segments.get(i)) {
                case Segment.Literal ignored -> {}
                case Segment.Variable(String name) -> {
                    if (part.isEmpty()) {
                        return Optional.empty();
                    }
                    values = values.isEmpty() ? new TreeMap<>() : values;
                    values.put(name, part);
                }
                case Segment.Rest(String name) -> {
                    List<String> rest = parts.subList(i, parts.size());
                    if (rest.contains("")) {
                        return Optional.empty();
                    }
                    values = values.isEmpty() ? new TreeMap<>() : values;
                    values.put(name, String.join("/", rest));
                    return Optional.of(values);
                }
            }
        }
        return parts.size() == segments.size() ? Optional.of(values) : Optional.empty();
    }

    /// Asked first: it tells most templates from most paths, and costs nothing.
    private boolean hasLiterals(List<String> parts) {
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i) instanceof Segment.Literal(String text) && !text.equals(parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    public boolean hasVariable(String name) {
        return segments.contains(new Segment.Variable(name));
    }

    /// Whether some path matches both.
    public boolean overlaps(PathTemplate other) {
        int shorter = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < shorter; i++) {
            Segment mine = segments.get(i);
            Segment theirs = other.segments.get(i);
            if (mine instanceof Segment.Rest || theirs instanceof Segment.Rest) {
                return true;
            }
            if (mine instanceof Segment.Literal && theirs instanceof Segment.Literal && !mine.equals(theirs)) {
                return false;
            }
        }
        return segments.size() == other.segments.size();
    }

    /// A regular expression (RE2, PCRE and Java syntax, without flags) for the paths that match; a variable named in
    /// `items` matches only the item of that (decoded) name; compare without case.
    public String regex(Map<String, String> items) {
        var regex = new StringBuilder();
        for (Segment segment : segments) {
            regex.append('/');
            switch (segment) {
                case Segment.Literal(String text) -> regex.append(quote(text));
                case Segment.Variable(String name) -> {
                    String item = items.get(name);
                    regex.append(item == null ? CanonicalPath.SEGMENT_REGEX : quote(PercentEncoding.encode(item)));
                }
                case Segment.Rest ignored ->
                    regex.append(CanonicalPath.SEGMENT_REGEX)
                            .append("(?:/")
                            .append(CanonicalPath.SEGMENT_REGEX)
                            .append(")*");
            }
        }
        return regex.toString();
    }

    @Override
    public int compareTo(PathTemplate other) {
        int shorter = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < shorter; i++) {
            Segment mine = segments.get(i);
            Segment theirs = other.segments.get(i);
            int byKind = Integer.compare(rank(mine), rank(theirs));
            if (byKind != 0) {
                return byKind;
            }
            // What a variable is called makes no template more specific than another.
            if (mine instanceof Segment.Literal(String text) && theirs instanceof Segment.Literal(String otherText)) {
                int byText = text.compareTo(otherText);
                if (byText != 0) {
                    return byText;
                }
            }
        }
        int longerFirst = Integer.compare(other.segments.size(), segments.size());
        return longerFirst != 0 ? longerFirst : toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Segment segment : segments) {
            text.append('/').append(text(segment));
        }
        return text.toString();
    }

    private static void requireNew(HashSet<String> names, String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("variable {" + name + "} occurs twice");
        }
    }

    private static Segment parseSegment(String part, String template) {
        if (part.startsWith("{") && part.endsWith("}")) {
            String name = part.substring(1, part.length() - 1);
            boolean rest = name.endsWith("*");
            String bare = rest ? name.substring(0, name.length() - 1) : name;
            if (!NAME.matcher(bare).matches()) {
                throw new IllegalArgumentException("not a variable: " + part + " in " + template);
            }
            return rest ? new Segment.Rest(bare) : new Segment.Variable(bare);
        }
        if (!LITERAL.matcher(part).matches()) {
            throw new IllegalArgumentException("not a path segment: \"" + part + "\" in " + template);
        }
        return new Segment.Literal(Ascii.toLowerCase(part));
    }

    private static int rank(Segment segment) {
        return switch (segment) {
            case Segment.Literal ignored -> 0;
            case Segment.Variable ignored -> 1;
            case Segment.Rest ignored -> 2;
        };
    }

    private static String text(Segment segment) {
        return switch (segment) {
            case Segment.Literal(String text) -> text;
            case Segment.Variable(String name) -> "{" + name + "}";
            case Segment.Rest(String name) -> "{" + name + "*}";
        };
    }

    /// A segment holds no other metacharacters than these.
    private static String quote(String text) {
        return text.replace(".", "\\.").replace("(", "\\(").replace(")", "\\)");
    }
}
