package io.synapsemesh.core.route;

import io.synapsemesh.core.document.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// One row of the route table: these methods on this path require all of these.
///
/// @param origin the document that added it; empty for a built-in row
public record Route(
        SortedSet<String> methods,
        PathTemplate template,
        List<RequirementTemplate> requirements,
        Optional<Origin> origin)
        implements Comparable<Route> {
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
    private static final Comparator<Route> ORDER =
            Comparator.comparing(Route::template).thenComparing(r -> String.join(",", r.methods));

    public Route {
        methods = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(methods));
        requirements = List.copyOf(requirements);
        if (methods.isEmpty() || requirements.isEmpty()) {
            throw new IllegalArgumentException("a route has a method and requires something: " + template);
        }
        for (String method : methods) {
            if (!METHOD.matcher(method).matches()) {
                throw new IllegalArgumentException("not a method: " + method);
            }
        }
        for (RequirementTemplate requirement : requirements) {
            if (requirement.variable().filter(v -> !template.hasVariable(v)).isPresent()) {
                throw new IllegalArgumentException("{" + requirement.variable().get() + "} is not in " + template);
            }
        }
    }

    /// The name that ties a proxy's route to its line of policy: `GET,PUT /pipelines/{name}`.
    public String id() {
        return String.join(",", methods) + " " + template;
    }

    @Override
    public int compareTo(Route other) {
        return ORDER.compare(this, other);
    }
}
