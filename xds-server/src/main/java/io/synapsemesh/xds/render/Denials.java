package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.Rule;
import io.synapsemesh.core.policy.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The Denies of the `dev` endpoint of one workspace as principals. What an unknown route requires cannot be ruled
/// out, so a Deny of any action matches every one.
final class Denials {
    private final List<Rule> rules;
    private final DenyMatch match;
    private final Collection<RequirementSet> sets;

    /// @param sets all that routes of this workspace can require
    Denials(List<Rule> rules, DenyMatch match, Collection<RequirementSet> sets) {
        this.rules = rules;
        this.match = match;
        this.sets = sets;
    }

    /// The enforced ones, for requests that require `set`.
    Principal of(RequirementSet set) {
        return any(rule -> rule.operations().stream()
                        .anyMatch(operation -> operation instanceof Operation.Connect
                                || operation instanceof Operation.Act(DataAction action) && set.requires(action))
                ? match.subject(rule)
                : Principals.NEVER);
    }

    /// The enforced ones, for requests on an unknown route.
    Principal ofUnknownRoute() {
        return any(rule -> Principals.and(
                match.subject(rule),
                Principals.or(rule.operations().stream()
                        .map(operation ->
                                operation instanceof Operation.UnknownRoute route ? named(route) : Principals.ANY)
                        .toList())));
    }

    /// The enforced ones, whatever the request.
    Principal ofAnything() {
        return any(this::whole);
    }

    /// The enforced ones of workloads, whatever the request: no token and no group can rule them out.
    Principal ofCarriers() {
        return any(rule -> rule.subject() instanceof Subject.Workload ? whole(rule) : Principals.NEVER);
    }

    /// One rule, enforced or on trial, whatever the request.
    Principal whole(Rule rule) {
        var operations = new ArrayList<Principal>();
        for (Operation operation : rule.operations()) {
            operations.add(
                    switch (operation) {
                        case Operation.Connect() -> Principals.ANY;
                        case Operation.Act(DataAction action) -> Principals.or(requiring(action), unknownRoute());
                        case Operation.UnknownRoute route -> Principals.and(unknownRoute(), named(route));
                    });
        }
        return Principals.and(Principals.or(operations), match.subject(rule));
    }

    private Principal any(java.util.function.Function<Rule, Principal> principal) {
        return Principals.or(rules.stream()
                .filter(rule -> rule.effect() == Effect.DENY)
                .map(principal)
                .toList());
    }

    private Principal requiring(DataAction action) {
        return Principals.or(sets.stream()
                .filter(set -> set.requires(action))
                .map(set -> Principals.route(RequirementSet.KEY, Strings.exact(set.id())))
                .toList());
    }

    private static Principal unknownRoute() {
        return Principals.route(RequirementSet.KEY, Strings.exact(RequirementSet.UNKNOWN_ROUTE));
    }

    private static Principal named(Operation.UnknownRoute route) {
        return Principals.and(method(route.method()), Principals.path(PathRegex.below(route.pathPrefix())));
    }

    static Principal method(String method) {
        return Principals.header(HeaderMatcher.newBuilder()
                .setName(":method")
                .setStringMatch(Strings.exact(method))
                .build());
    }
}
