package io.synapsemesh.controlplane.admin;

import io.synapsemesh.core.azure.DataAction;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.route.Required;
import java.util.ArrayList;
import java.util.List;

/// A decision as contracts.md prints it. The names of the components are the JSON keys, in this order: a contract.
record DecisionBody(
        String verdict,
        String mode,
        String reason,
        int status,
        List<Pair> required,
        List<Integer> missing,
        List<Line> determining,
        List<String> principals,
        long epoch,
        String decisionId) {
    record Pair(String action, String scope) {}

    record Line(String kind, String namespace, String name, long generation, int rule) {}

    static DecisionBody of(
            Decision decision, List<Pair> required, List<String> principals, long epoch, String decisionId) {
        return switch (decision) {
            case Decision.Allow allow -> {
                var wouldDeny = allow.wouldDeny();
                yield new DecisionBody(
                        "Allow",
                        wouldDeny.isPresent() ? "Audit" : "Enforce",
                        wouldDeny
                                .map(Decision.Deny::reason)
                                .orElse(Reason.GRANTED)
                                .documentName(),
                        Reason.GRANTED.httpStatus(),
                        required,
                        wouldDeny.map(Decision.Deny::missing).orElse(List.of()),
                        lines(wouldDeny.map(Decision.Deny::determining).orElse(allow.determining())),
                        principals,
                        epoch,
                        decisionId);
            }
            case Decision.Deny deny ->
                new DecisionBody(
                        "Deny",
                        "Enforce",
                        deny.reason().documentName(),
                        deny.reason().httpStatus(),
                        required,
                        deny.missing(),
                        lines(deny.determining()),
                        principals,
                        epoch,
                        decisionId);
        };
    }

    static List<Pair> pairs(Required required, String workspace) {
        return switch (required) {
            case Required.Connection() -> List.of();
            case Required.UnknownRoute ignored ->
                List.of(new Pair(DataAction.UNKNOWN_ROUTE.fullName(), "workspaces/" + workspace));
            case Required.Pairs(var pairs) ->
                pairs.stream()
                        .map(pair ->
                                new Pair(pair.action().fullName(), pair.scope().print(workspace)))
                        .toList();
        };
    }

    static List<String> principals(Caller caller, String carrier) {
        var texts = new ArrayList<String>();
        if (caller instanceof Caller.Bearer bearer) {
            texts.add(bearer.principal().print());
            bearer.actor().ifPresent(actor -> texts.add(actor.print()));
        }
        texts.add("workload:" + carrier);
        return texts;
    }

    private static List<Line> lines(List<Origin> origins) {
        return origins.stream()
                .map(origin -> new Line(
                        origin.document().kind(),
                        origin.document().namespace(),
                        origin.document().name(),
                        origin.generation(),
                        origin.rule()))
                .toList();
    }
}
