package io.synapsemesh.core.policy;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RequiredPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides one request against one workspace's policy: rules.md A in code, and the oracle that every enforcement point
/// is
/// compared with. Pure and total; allocates little; safe for any number of threads.
///
/// Deny wins. Then two gates, both must pass: the *carrier* may connect, and the *caller* is granted every required
/// pair.
/// Grants to the carrier never help a caller with a token, nor the reverse.
public final class Decider {
    private Decider() {}

    public static Decision decide(PolicyIr policy, Request request) {
        EndpointPolicy rules = policy.endpoints().get(request.endpoint());
        if (rules == null) {
            return deny(Reason.ENDPOINT_DISABLED, List.of());
        }
        List<Origin> enforced = matchingDenies(rules, request, Effect.DENY);
        if (!enforced.isEmpty()) {
            return new Decision.Deny(Reason.DENIED_BY_POLICY, List.of(), enforced);
        }
        Decision granted = granted(rules, request);
        if (granted instanceof Decision.Deny refused) {
            return policy.enforcement() == Enforcement.AUDIT
                    ? new Decision.Allow(List.of(), Optional.of(refused))
                    : refused;
        }
        List<Origin> onTrial = matchingDenies(rules, request, Effect.AUDIT_DENY);
        return new Decision.Allow(
                granted.determining(),
                onTrial.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Decision.Deny(Reason.DENIED_BY_POLICY, List.of(), onTrial)));
    }

    private static List<Origin> matchingDenies(EndpointPolicy rules, Request request, Effect effect) {
        var origins = new ArrayList<Origin>();
        for (Rule rule : rules.denies()) {
            if (rule.effect() == effect && DenyMatch.matches(rule, request)) {
                origins.add(rule.origin());
            }
        }
        return origins;
    }

    private static Decision granted(EndpointPolicy rules, Request request) {
        var search = new GrantSearch(request);
        Optional<Origin> connect = search.connect(rules.connects());
        if (connect.isEmpty()) {
            return deny(search.sourceRefused() ? Reason.SOURCE_NOT_ALLOWED : Reason.NO_GRANT, List.of());
        }
        var determining = new ArrayList<Origin>(List.of(connect.get()));
        return switch (request.required()) {
            case Required.Connection() -> new Decision.Allow(determining, Optional.empty());
            case Required.UnknownRoute route -> {
                Optional<List<Origin>> grant = search.unknownRoute(rules.grants(), route);
                if (grant.isEmpty()) {
                    yield deny(Reason.UNKNOWN_ROUTE, List.of());
                }
                determining.addAll(grant.get());
                yield new Decision.Allow(determining, Optional.empty());
            }
            case Required.Pairs(List<RequiredPair> pairs) -> pairs(rules, search, pairs, determining);
        };
    }

    private static Decision pairs(
            EndpointPolicy rules, GrantSearch search, List<RequiredPair> pairs, List<Origin> determining) {
        var missing = new ArrayList<Integer>();
        for (int i = 0; i < pairs.size(); i++) {
            Optional<List<Origin>> grant = search.pair(rules.grants(), pairs.get(i));
            if (grant.isPresent()) {
                determining.addAll(grant.get());
            } else {
                missing.add(i);
            }
        }
        return missing.isEmpty()
                ? new Decision.Allow(determining.stream().distinct().toList(), Optional.empty())
                : deny(search.reason(), missing);
    }

    private static Decision.Deny deny(Reason reason, List<Integer> missing) {
        return new Decision.Deny(reason, missing, List.of());
    }

    /// Whether `subject` is who carries or asks.
    static boolean isCarrier(Subject subject, Request request) {
        return subject instanceof Subject.Workload(var id) && id.equals(request.carrier());
    }

    /// Whether `subject` names the principal itself, groups and claims aside. A subject of a provider without tenants
    /// is one text, whoever it is said to be: a job that is known by its claims is named by it as a user is.
    static boolean names(Subject subject, Principal principal) {
        return switch (subject) {
            case Subject.Workload(var id) -> principal.equals(new Principal.Workload(id));
            case Subject.User(var provider, var tenant, var id) ->
                principal.equals(new Principal.User(provider, tenant, id))
                        || tenant.isEmpty() && principal.equals(new Principal.Claims(provider, id));
            case Subject.ServicePrincipal(var provider, var appId) ->
                principal.equals(new Principal.ServicePrincipal(provider, appId));
            case Subject.Group ignored -> false;
            case Subject.Claims ignored -> false;
            case Subject.Acting ignored -> false;
        };
    }

    static boolean isInside(Condition condition, Request request) {
        return condition.sourceCidrs().isEmpty()
                || condition.sourceCidrs().stream().anyMatch(cidr -> cidr.contains(request.source()));
    }

    static Optional<Caller.Bearer> bearer(Request request) {
        return request.caller() instanceof Caller.Bearer bearer ? Optional.of(bearer) : Optional.empty();
    }
}
