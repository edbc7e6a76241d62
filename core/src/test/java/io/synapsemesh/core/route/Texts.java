package io.synapsemesh.core.route;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.ScopeKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Routes and requirements as one line of text, so that tests read like the tables they check.
final class Texts {
    private Texts() {}

    /// @param requirements such as `artifacts/read` or `bigDataPools/useCompute/action @ bigDataPool={pool}`
    static Route route(String methods, String template, String... requirements) {
        return new Route(
                new TreeSet<>(List.of(methods.split(" "))),
                PathTemplate.parse(template),
                Arrays.stream(requirements).map(Texts::requirement).toList(),
                Optional.empty());
    }

    /// `action @ scope` in the workspace `w`, separated by semicolons.
    static String print(Required required) {
        return switch (required) {
            case Required.Connection() -> "connection";
            case Required.UnknownRoute(var method, var path) -> "unknown " + method + " " + path;
            case Required.Pairs(var pairs) ->
                pairs.stream()
                        .map(pair -> pair.action().name() + " @ " + pair.scope().print("w"))
                        .collect(Collectors.joining("; "));
        };
    }

    private static RequirementTemplate requirement(String text) {
        String[] parts = text.split(" @ ");
        DataAction action = DataAction.parse(parts[0]);
        if (parts.length == 1) {
            return new RequirementTemplate(action, new RequirementTemplate.Place.Workspace());
        }
        String[] item = parts[1].split("=");
        ScopeKind kind = ScopeKind.byDocumentName(item[0]).orElseThrow();
        return new RequirementTemplate(
                action,
                item[1].startsWith("{")
                        ? new RequirementTemplate.Place.FromPath(kind, item[1].substring(1, item[1].length() - 1))
                        : new RequirementTemplate.Place.Fixed(kind, item[1]));
    }
}
