package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.policy.EndpointPolicy;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.core.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The policy of one `dev` endpoint in the words of RBAC: who may make which request, Deny and both gates folded
/// into one principal for each set of requirements.
final class DevPolicy {
    private final EndpointPolicy rules;
    private final SortedMap<String, RequirementSet> sets;
    private final Tokens tokens;
    private final ConditionMatch conditions;
    private final Carriers carriers;
    private final GrantMatch grants;
    private final Denials denials;

    /// @throws IllegalStateException if the policy has no `dev` endpoint
    DevPolicy(WorkspaceInput input) {
        EndpointPolicy dev = input.policy().endpoints().get(Endpoint.DEV);
        if (dev == null) {
            throw new IllegalStateException("no dev endpoint: " + input.policy().workspace());
        }
        this.rules = dev;
        this.sets = RequirementSet.allOf(input.routes());
        this.tokens =
                new Tokens(input.providers(), TokenPlace.of(input.workspace().credential()));
        this.conditions = new ConditionMatch(tokens);
        this.carriers = new Carriers(input.trust());
        this.grants = new GrantMatch(carriers, conditions);
        this.denials = new Denials(dev.denies(), new DenyMatch(carriers, tokens, conditions), sets.values());
    }

    Denials denials() {
        return denials;
    }

    /// Who passes if the identity-mapper allows it, although Envoy itself does not: the bearer of an open token. What
    /// Envoy knows for sure stays as it is: a closed request, a carrier that may not connect or is denied.
    Principal open() {
        return Principals.and(ClosedFilter.open(), connected(), Principals.not(denials.ofCarriers()));
    }

    /// The same where nobody's grants are carried out.
    Principal openOnTrial() {
        return Principals.and(ClosedFilter.open(), Principals.not(denials.ofCarriers()));
    }

    List<Rule> denies() {
        return rules.denies();
    }

    /// Complete once [#known] and [#unknown] were asked.
    List<Diagnostic> refusals() {
        return grants.refusals();
    }

    /// Who may make a request of a row, by the id of what the row requires.
    SortedMap<String, Principal> known() {
        var allowed = new TreeMap<String, Principal>();
        sets.forEach((id, set) -> allowed.put(
                id,
                Principals.and(
                        connected(),
                        Principals.not(denials.of(set)),
                        caller(match -> Principals.and(set.all().stream()
                                .map(requirement -> granted(requirement, match))
                                .toList())))));
        return allowed;
    }

    /// Who may make a request that no row knows, by the grant that names it.
    SortedMap<Operation.UnknownRoute, Principal> unknown() {
        var routes = new TreeSet<Operation.UnknownRoute>();
        rules.grants().stream()
                .flatMap(rule -> rule.operations().stream())
                .filter(Operation.UnknownRoute.class::isInstance)
                .map(Operation.UnknownRoute.class::cast)
                .forEach(routes::add);
        var allowed = new TreeMap<Operation.UnknownRoute, Principal>();
        for (Operation.UnknownRoute route : routes) {
            allowed.put(
                    route,
                    Principals.and(
                            connected(),
                            Principals.not(denials.ofUnknownRoute()),
                            caller(match -> any(rule ->
                                    rule.operations().contains(route) ? match.apply(rule) : Principals.NEVER))));
        }
        return allowed;
    }

    private Principal connected() {
        return Principals.or(rules.connects().stream()
                .map(rule -> rule.subject() instanceof io.synapsemesh.core.policy.Subject.Workload(var id)
                        ? Principals.and(carriers.is(id), conditions.holds(rule.condition()))
                        : Principals.NEVER)
                .toList());
    }

    /// Either the carrier, where there is no token, or the bearer of a closed token: never a grant of the one for
    /// the other.
    private Principal caller(Function<Function<Rule, Principal>, Principal> wanted) {
        var callers = new ArrayList<Principal>();
        callers.add(Principals.and(tokens.none(), wanted.apply(grants::carrier)));
        for (TokenShape token : tokens.all()) {
            Principal granted = wanted.apply(rule -> grants.bearer(rule, token));
            callers.add(Principals.and(granted.equals(Principals.NEVER) ? granted : token.closed(), granted));
        }
        return Principals.or(callers);
    }

    private Principal granted(Requirement requirement, Function<Rule, Principal> match) {
        BiFunction<Rule, Principal, Principal> covered =
                (rule, place) -> place.equals(Principals.NEVER) ? place : Principals.and(place, match.apply(rule));
        var operation = new Operation.Act(requirement.action());
        return any(rule -> rule.operations().contains(operation)
                ? covered.apply(rule, requirement.coveredBy(rule.scope()))
                : Principals.NEVER);
    }

    private Principal any(Function<Rule, Principal> match) {
        return Principals.or(rules.grants().stream().map(match).toList());
    }
}
