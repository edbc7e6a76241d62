package io.synapsemesh.core.route;

import com.google.common.base.Ascii;
import io.synapsemesh.core.path.CanonicalPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which data actions a request on `dev` requires: routes from the most to the least specific, the first match applies.
///
/// Rows of users are merged by [#with]: a row may add a path, or require more than the built-in rows it overlaps;
/// requiring less is refused unless the row says that it weakens.
public final class RouteTable {
    private final List<Route> routes;
    private final Map<String, List<Row>> byMethod = new HashMap<>();

    /// @param operation as the log names it: `GET /pipelines/{name}`
    private record Row(Route route, String operation) {}

    /// What a request requires, and which row says so.
    ///
    /// @param operation method and template; the method alone where no row matches
    public record Found(Required required, String operation) {}

    private RouteTable(Collection<Route> routes) {
        this.routes = routes.stream().sorted().toList();
        for (Route route : this.routes) {
            for (String method : route.methods()) {
                byMethod.computeIfAbsent(method, _ -> new ArrayList<>())
                        .add(new Row(route, method + " " + route.template()));
            }
        }
    }

    /// The table of `facts`: the paths and verbs of Synapse's published REST contract (BuiltInRoutes).
    public static RouteTable builtIn() {
        return BuiltInRoutes.TABLE;
    }

    /// A table of exactly these rows.
    public static RouteTable of(Collection<Route> routes) {
        return new RouteTable(routes);
    }

    /// In the order in which they are tried.
    public List<Route> routes() {
        return routes;
    }

    public Required require(String method, CanonicalPath path) {
        return find(method, path).required();
    }

    public Found find(String method, CanonicalPath path) {
        List<String> parts = path.segments();
        for (Row row : byMethod.getOrDefault(method, List.of())) {
            Optional<Map<String, String>> values = row.route().template().match(parts);
            if (values.isPresent()) {
                return new Found(new Required.Pairs(bound(row.route(), values.get())), row.operation());
            }
        }
        return new Found(new Required.UnknownRoute(method, path), method);
    }

    private static List<RequiredPair> bound(Route route, Map<String, String> values) {
        return route.requirements().stream()
                .map(requirement -> requirement.bind(values))
                .toList();
    }

    /// A row that users add.
    ///
    /// @param weakens the row says that it may require less than a built-in one
    public record Addition(Route route, boolean weakens) {}

    /// What came of merging: the table, and the additions that were left out because they weaken a row unsaid.
    public record Merged(RouteTable table, List<Refusal> refused) {}

    /// @param overlapped the row that requires something `addition` does not
    public record Refusal(Addition addition, Route overlapped) {}

    /// Adds rows. An addition whose methods and path equal a row's takes its place.
    public Merged with(List<Addition> additions) {
        var byKey = new TreeMap<String, Route>();
        for (Route route : routes) {
            put(byKey, route);
        }
        var refused = new ArrayList<Refusal>();
        for (Addition addition : additions) {
            Optional<Route> overlapped = addition.weakens() ? Optional.empty() : weakened(addition.route());
            if (overlapped.isPresent()) {
                refused.add(new Refusal(addition, overlapped.get()));
            } else {
                put(byKey, addition.route());
            }
        }
        return new Merged(new RouteTable(new HashSet<>(byKey.values())), List.copyOf(refused));
    }

    private Optional<Route> weakened(Route addition) {
        Set<String> mine = positional(addition);
        return routes.stream()
                .filter(route -> route.methods().stream().anyMatch(addition.methods()::contains))
                .filter(route -> route.template().overlaps(addition.template()))
                .filter(route -> !mine.containsAll(positional(route)))
                .findFirst();
    }

    /// Requirements with variables by position, so that `{p}` and `{pool}` at one place are the same, and without case,
    /// as actions and items compare.
    private static Set<String> positional(Route route) {
        var texts = new HashSet<String>();
        for (RequirementTemplate requirement : route.requirements()) {
            String text = requirement.toString();
            if (requirement.variable().isPresent()) {
                int position = route.template()
                        .segments()
                        .indexOf(new PathTemplate.Segment.Variable(
                                requirement.variable().get()));
                text = text.replace("{" + requirement.variable().get() + "}", "#" + position);
            }
            texts.add(Ascii.toLowerCase(text));
        }
        return texts;
    }

    /// One entry a method, so that a row for `GET` replaces only the `GET` of a row for `GET,PUT`.
    private static void put(Map<String, Route> byKey, Route route) {
        for (String method : route.methods()) {
            var single = new java.util.TreeSet<>(Set.of(method));
            byKey.put(
                    method + " " + shape(route.template()),
                    new Route(single, route.template(), route.requirements(), route.origin()));
        }
    }

    private static String shape(PathTemplate template) {
        return template.toString().replaceAll("\\{[A-Za-z0-9]+\\}", "{}").replaceAll("\\{[A-Za-z0-9]+\\*\\}", "{*}");
    }
}
