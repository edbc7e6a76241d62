package io.synapsemesh.e2e.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The files, packages and types that a page names: in code spans and as targets of links. A code span that looks like
/// none of these (a command, a flag, a port) names nothing.
final class NamedPlaces {

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern PACKAGE = Pattern.compile("io\\.synapsemesh(\\.[a-z0-9]+)*(\\.[A-Z]\\w*)?");
    private static final Pattern TYPE = Pattern.compile("([A-Z][a-z0-9]+[A-Za-z0-9]*)([.#][A-Za-z]\\w*(\\(\\))?)*");
    private static final Pattern PATH =
            Pattern.compile("[\\w.][\\w.-]*(/[\\w.-]+)+/?|[\\w.][\\w.-]*/|\\w[\\w-]*\\.(java|md|ya?ml|xml|sh|txt)");

    private NamedPlaces() {}

    sealed interface Place {

        /// @param path relative to the repository
        record File(String path) implements Place {}

        /// @param name of a package or a type, in full
        record Qualified(String name) implements Place {}

        /// @param name of a top-level type, or of a file at the root such as `Makefile`
        record Simple(String name) implements Place {}
    }

    static List<Place> in(String markdown) {
        var places = new ArrayList<Place>();
        var code = CODE.matcher(markdown);
        while (code.find()) {
            var text = code.group(1);
            var type = TYPE.matcher(text);
            if (PACKAGE.matcher(text).matches()) {
                places.add(new Place.Qualified(text));
            } else if (PATH.matcher(text).matches()) {
                places.add(new Place.File(text));
            } else if (type.matches()) {
                places.add(new Place.Simple(type.group(1)));
            }
        }
        var link = LINK.matcher(markdown);
        while (link.find()) {
            var target = link.group(1).replaceFirst("#.*", "");
            if (!target.isEmpty() && !target.contains("://") && !target.startsWith("mailto:")) {
                places.add(new Place.File(target));
            }
        }
        return List.copyOf(places);
    }
}
