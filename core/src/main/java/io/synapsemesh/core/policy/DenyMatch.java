package io.synapsemesh.core.policy;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.route.Required;
import java.util.Map;
import java.util.SortedMap;

/// Whether a Deny matches: also when it cannot be ruled out. Groups that are unknown may contain the denied one, a
/// claim
/// of an odd shape may equal the denied value, an unknown route may need the denied action.
final class DenyMatch {
    private DenyMatch() {}

    static boolean matches(Rule rule, Request request) {
        return rule.operations().stream().anyMatch(operation -> concerns(operation, request.required()))
                && mayBe(rule.subject(), request)
                && Decider.isInside(rule.condition(), request)
                && mayHave(rule.condition().claims(), request);
    }

    private static boolean concerns(Operation operation, Required required) {
        return switch (operation) {
            case Operation.Connect() -> true;
            case Operation.Act(var action) ->
                switch (required) {
                    case Required.Connection() -> false;
                    case Required.UnknownRoute ignored -> true;
                    case Required.Pairs(var pairs) ->
                        pairs.stream().anyMatch(pair -> pair.action().equals(action));
                };
            case Operation.UnknownRoute route ->
                required instanceof Required.UnknownRoute(var method, var path) && route.covers(method, path);
        };
    }

    private static boolean mayBe(Subject subject, Request request) {
        if (Decider.isCarrier(subject, request)) {
            return true;
        }
        return Decider.bearer(request).filter(bearer -> mayBe(subject, bearer)).isPresent();
    }

    private static boolean mayBe(Subject subject, Caller.Bearer bearer) {
        return switch (subject) {
            case Subject.Group(var provider, var id) ->
                provider.equals(bearer.provider()) && bearer.groups().mayContain(id);
            case Subject.Claims(var provider, var match) ->
                provider.equals(bearer.provider()) && mayHave(match, bearer);
            case Subject.Acting(var agent, var user) -> {
                boolean acts = bearer.actor()
                        .filter(actor -> Decider.names(agent, actor))
                        .isPresent();
                yield acts && mayBe(user, bearer);
            }
            case Subject.Workload ignored -> Decider.names(subject, bearer.principal()) || isActor(subject, bearer);
            case Subject.User ignored -> Decider.names(subject, bearer.principal()) || isActor(subject, bearer);
            case Subject.ServicePrincipal ignored ->
                Decider.names(subject, bearer.principal()) || isActor(subject, bearer);
        };
    }

    private static boolean isActor(Subject subject, Caller.Bearer bearer) {
        return bearer.actor()
                .filter((Principal actor) -> Decider.names(subject, actor))
                .isPresent();
    }

    private static boolean mayHave(SortedMap<String, String> claims, Request request) {
        return claims.isEmpty()
                || Decider.bearer(request)
                        .filter(bearer -> mayHave(claims, bearer))
                        .isPresent();
    }

    private static boolean mayHave(SortedMap<String, String> claims, Caller.Bearer bearer) {
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            boolean may = bearer.oddClaims().contains(claim.getKey())
                    || claim.getValue().equals(bearer.claims().get(claim.getKey()));
            if (!may) {
                return false;
            }
        }
        return true;
    }
}
