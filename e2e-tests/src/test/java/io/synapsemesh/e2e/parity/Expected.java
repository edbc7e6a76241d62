package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.Scope;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.core.route.RouteTable;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The answer that follows from core's decision, to the letter.
final class Expected {
    static final String MALFORMED = "{\"error\":{\"code\":\"BadRequest\",\"message\":\"The request is malformed, or its"
            + " path is not in canonical form.\"}}";

    private final RouteTable routes;

    Expected(RouteTable routes) {
        this.routes = routes;
    }

    /// What is wrong with an answer; empty if it is the one that `decision` demands.
    Optional<String> difference(Asked asked, Decision decision) {
        Answer answer = asked.answer();
        return switch (decision) {
            case Decision.Allow ignored ->
                unequal(
                        asked,
                        allowed(asked.question()),
                        answer.status() + " " + answer.headers().getOrDefault(Answer.UPSTREAM_HEADER, ""),
                        decision);
            case Decision.Deny deny -> {
                String body = deny.reason() == Reason.AMBIGUOUS_PATH ? MALFORMED : denied(asked.question(), deny);
                yield unequal(
                        asked,
                        deny.reason().httpStatus() + " "
                                + (asked.question().method().equals("HEAD") ? "" : body),
                        answer.status() + " " + answer.body(),
                        decision);
            }
        };
    }

    private static String allowed(Question question) {
        return "200 " + question.world().host(Endpoint.DEV);
    }

    /// Synapse's own words (facts: recorded denials), with the action and the exact scope that are missing.
    String denied(Question question, Decision.Deny deny) {
        String principal = question.token()
                .map(MeshToken::shown)
                .orElseGet(() -> question.carrier().uri());
        return "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"The principal '" + principal
                + "' does not have the required Synapse RBAC permission to perform this action. Required permission: "
                + required(question, deny) + ".\"}}";
    }

    private String required(Question question, Decision.Deny deny) {
        var target = question.target();
        int query = target.indexOf('?');
        var path = new CanonicalPath(query < 0 ? target : target.substring(0, query));
        String world = question.world().name();
        return switch (routes.require(question.method(), path)) {
            case Required.Pairs(var pairs) ->
                IntStream.range(0, pairs.size())
                        .filter(i -> deny.missing().isEmpty() || deny.missing().contains(i))
                        .mapToObj(i -> "Action: " + pairs.get(i).action().fullName() + ", Scope: "
                                + pairs.get(i).scope().print(world) + "/*")
                        .collect(Collectors.joining("; "));
            case Required.UnknownRoute ignored ->
                "Action: " + DataAction.UNKNOWN_ROUTE.fullName() + ", Scope: " + Scope.WORKSPACE.print(world) + "/*";
            case Required.Connection ignored -> throw new IllegalStateException("dev requires more than a connection");
        };
    }

    private static Optional<String> unequal(Asked asked, String wanted, String got, Decision decision) {
        return wanted.equals(got)
                ? Optional.empty()
                : Optional.of(
                        asked.question() + "\n  core: " + decision + "\n  wanted: " + wanted + "\n  got:    " + got);
    }
}
