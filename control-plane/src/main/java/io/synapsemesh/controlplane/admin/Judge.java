package io.synapsemesh.controlplane.admin;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PathReading;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers "what if": asks core about one request, with the policies in force, and says how it came about. Decides
/// nothing itself and logs nothing: no request passed.
final class Judge {
    private final PolicyBook policies;
    private final Supplier<String> ids;

    Judge(PolicyBook policies, Supplier<String> ids) {
        this.policies = policies;
        this.ids = ids;
    }

    /// @param steps each layer in order, for people
    record Explained(DecisionBody decision, List<Step> steps) {}

    record Step(String layer, String outcome) {}

    Explained explain(DecideRequest body) {
        var steps = new ArrayList<Step>();
        Caller caller = body.callerFacts();
        List<String> principals =
                DecisionBody.principals(caller, body.carrierId().uri());
        steps.add(new Step("caller", String.join(", carried by ", principals)));
        Optional<PolicyIr> policy = policies.policy(body.workspaceName());
        if (policy.isEmpty()) {
            steps.add(new Step("workspace", "there is no workspace " + body.workspaceName()));
            return refused(Reason.WORKSPACE_UNKNOWN, principals, steps);
        }
        steps.add(new Step(
                "workspace",
                policy.get().workspace() + ", " + policy.get().identity().uri()));
        Optional<Required> required = required(body, steps);
        if (required.isEmpty()) {
            return refused(Reason.AMBIGUOUS_PATH, principals, steps);
        }
        var pairs = DecisionBody.pairs(required.get(), policy.get().name());
        Decision decision = Decider.decide(
                policy.get(),
                new Request(body.carrierId(), caller, body.endpointKind(), required.get(), body.sourceAddress()));
        var answer = DecisionBody.of(decision, pairs, principals, policies.epoch(), ids.get());
        steps.add(new Step("required", pairs.isEmpty() ? "the connection" : pairs.toString()));
        steps.add(new Step("rules", determining(answer)));
        steps.add(new Step("verdict", answer.verdict() + ", " + answer.reason()));
        return new Explained(answer, List.copyOf(steps));
    }

    private Optional<Required> required(DecideRequest body, List<Step> steps) {
        if (body.endpointKind() != Endpoint.DEV) {
            return Optional.of(new Required.Connection());
        }
        return switch (CanonicalPath.read(body.target())) {
            case PathReading.Refused(String why) -> {
                steps.add(new Step("path", why));
                yield Optional.empty();
            }
            case PathReading.Read(CanonicalPath path) -> {
                steps.add(new Step("path", body.methodName() + " " + path.raw()));
                yield Optional.of(policies.routes().require(body.methodName(), path));
            }
        };
    }

    private Explained refused(Reason reason, List<String> principals, List<Step> steps) {
        var deny = new Decision.Deny(reason, List.of(), List.of());
        var answer = DecisionBody.of(deny, List.of(), principals, policies.epoch(), ids.get());
        steps.add(new Step("verdict", answer.verdict() + ", " + answer.reason()));
        return new Explained(answer, List.copyOf(steps));
    }

    private static String determining(DecisionBody answer) {
        if (answer.determining().isEmpty()) {
            return answer.missing().isEmpty()
                    ? "no rule lets the carrier connect"
                    : "no rule grants " + answer.missing();
        }
        return String.join(
                ", ",
                answer.determining().stream()
                        .map(line -> line.kind() + " " + line.namespace() + "/" + line.name() + " rule " + line.rule())
                        .toList());
    }
}
