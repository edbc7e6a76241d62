package io.synapsemesh.core.policy;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RequiredPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/// Looks for the grants of one request and remembers why the near misses missed, so that a refusal can say it.
final class GrantSearch {
    private final Request request;
    private boolean sourceRefused;
    private boolean groupsUnknown;
    private boolean actorMissing;
    private boolean userMissing;

    GrantSearch(Request request) {
        this.request = request;
    }

    /// A near miss: a rule would have matched, but not from this address.
    boolean sourceRefused() {
        return sourceRefused;
    }

    /// Why no grant was found, as far as one can tell: the reason closest to the caller's own hands first.
    Reason reason() {
        if (actorMissing) {
            return Reason.ACTOR_NOT_GRANTED;
        }
        if (userMissing) {
            return Reason.USER_NOT_GRANTED;
        }
        if (groupsUnknown) {
            return Reason.GROUPS_UNKNOWN;
        }
        return sourceRefused ? Reason.SOURCE_NOT_ALLOWED : Reason.NO_GRANT;
    }

    Optional<Origin> connect(List<Rule> connects) {
        for (Rule rule : connects) {
            if (Decider.isCarrier(rule.subject(), request) && holds(rule.condition())) {
                return Optional.of(rule.origin());
            }
        }
        return Optional.empty();
    }

    Optional<List<Origin>> pair(List<Rule> grants, RequiredPair pair) {
        var operation = new Operation.Act(pair.action());
        return find(
                grants,
                rule -> rule.operations().contains(operation) && rule.scope().covers(pair.scope()));
    }

    Optional<List<Origin>> unknownRoute(List<Rule> grants, Required.UnknownRoute route) {
        return find(
                grants,
                rule -> rule.operations().stream()
                        .anyMatch(operation -> operation instanceof Operation.UnknownRoute known
                                && known.covers(route.method(), route.path())));
    }

    /// With an actor in the token two grants are needed: the user's ordinary one, and one for this agent acting for
    /// them.
    private Optional<List<Origin>> find(List<Rule> grants, Predicate<Rule> about) {
        Optional<Caller.Bearer> bearer = Decider.bearer(request);
        Optional<Origin> ordinary = first(grants, about.and(rule -> isAskedBy(rule.subject())));
        if (bearer.flatMap(Caller.Bearer::actor).isEmpty()) {
            return ordinary.map(List::of);
        }
        Optional<Origin> acting = first(grants, about.and(rule -> isActing(rule.subject(), bearer.get())));
        if (ordinary.isEmpty()) {
            userMissing = true;
            return Optional.empty();
        }
        if (acting.isEmpty()) {
            actorMissing = true;
            return Optional.empty();
        }
        return Optional.of(List.of(ordinary.get(), acting.get()));
    }

    private Optional<Origin> first(List<Rule> grants, Predicate<Rule> matches) {
        for (Rule rule : grants) {
            if (matches.test(rule) && holds(rule.condition())) {
                return Optional.of(rule.origin());
            }
        }
        return Optional.empty();
    }

    private boolean isAskedBy(Subject subject) {
        return switch (request.caller()) {
            case Caller.Carrier() -> Decider.isCarrier(subject, request);
            case Caller.Bearer bearer -> isBearer(subject, bearer);
        };
    }

    private boolean isBearer(Subject subject, Caller.Bearer bearer) {
        return switch (subject) {
            case Subject.Workload ignored -> false;
            case Subject.Acting ignored -> false;
            case Subject.Group(var provider, var id) -> {
                boolean sameProvider = provider.equals(bearer.provider());
                boolean contained = sameProvider && bearer.groups().contains(id);
                groupsUnknown |= sameProvider && !contained && bearer.groups().mayContain(id);
                yield contained;
            }
            case Subject.Claims(var provider, var match) -> provider.equals(bearer.provider()) && has(match, bearer);
            case Subject.User ignored -> Decider.names(subject, bearer.principal());
            case Subject.ServicePrincipal ignored -> Decider.names(subject, bearer.principal());
        };
    }

    private boolean isActing(Subject subject, Caller.Bearer bearer) {
        if (!(subject instanceof Subject.Acting(Subject agent, Subject user))) {
            return false;
        }
        boolean acts =
                bearer.actor().filter(actor -> Decider.names(agent, actor)).isPresent();
        return acts && isBearer(user, bearer);
    }

    private boolean holds(Condition condition) {
        boolean inside = Decider.isInside(condition, request);
        boolean claimed = condition.claims().isEmpty()
                || Decider.bearer(request)
                        .filter(bearer -> has(condition.claims(), bearer))
                        .isPresent();
        sourceRefused |= claimed && !inside;
        return inside && claimed;
    }

    private static boolean has(SortedMap<String, String> claims, Caller.Bearer bearer) {
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            if (!claim.getValue().equals(bearer.claims().get(claim.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
