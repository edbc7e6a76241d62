package io.synapsemesh.controlplane.admin;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.path.CanonicalPath;
import io.synapsemesh.core.path.PathReading;
import io.synapsemesh.core.policy.Decider;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.policy.Request;
import io.synapsemesh.core.route.Required;
import io.synapsemesh.identity.decide.Site;
import io.synapsemesh.identity.token.TokenReading;
import io.synapsemesh.identity.token.VerifiedToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;

/// Answers "what if": asks core about one request, with the policies in force, and says how it came about. Decides
/// nothing itself and logs nothing: no request passed.
final class Judge {
    private final PolicyBook policies;
    private final Callers tokens;
    private final Supplier<String> ids;

    Judge(PolicyBook policies, Callers tokens, Supplier<String> ids) {
        this.policies = policies;
        this.tokens = tokens;
        this.ids = ids;
    }

    /// @param steps each layer in order, for people
    record Explained(DecisionBody decision, List<Step> steps) {}

    record Step(String layer, String outcome) {}

    Explained explain(DecideRequest body) {
        var steps = new ArrayList<Step>();
        Optional<String> token = body.tokenText();
        if (token.isEmpty()) {
            return decided(body, body.callerFacts(), steps);
        }
        return switch (tokens.reader().read(token.get())) {
            case TokenReading.Refused(Reason reason, String why, String fix) -> {
                steps.add(new Step("token", reason.documentName() + ": " + why + ". " + fix));
                yield refused(reason, principals(body, new Caller.Carrier()), steps);
            }
            case TokenReading.Verified(VerifiedToken verified) -> {
                steps.add(new Step(
                        "token",
                        "verified by IdentityProvider " + verified.provider() + ", issued by " + verified.issuer()
                                + ", good until " + verified.expiresAt()));
                steps.add(new Step("claims", claims(verified)));
                yield decided(body, verified.caller(groups(body, verified, steps)), steps);
            }
        };
    }

    /// Names alone: their values are the caller's business.
    private static String claims(VerifiedToken token) {
        String actor =
                token.actor().map(it -> ", for whom " + it.print() + " acts").orElse("");
        return token.principal().print() + actor + "; usable in bindings: "
                + token.claims().keySet()
                + (token.oddClaims().isEmpty() ? "" : "; of another shape: " + token.oddClaims());
    }

    private Groups groups(DecideRequest body, VerifiedToken token, List<Step> steps) {
        if (token.groups() instanceof Groups.Complete(var ids)) {
            steps.add(new Step("groups", "all told by the token: " + ids));
            return token.groups();
        }
        SortedSet<String> mentioned = policies.policy(body.workspaceName())
                .map(policy ->
                        Site.mentionedBy(policy).getOrDefault(token.provider(), Collections.<String>emptySortedSet()))
                .orElse(Collections.emptySortedSet());
        if (mentioned.isEmpty()) {
            steps.add(
                    new Step("groups", "not all told by the token, and no policy here names a group of its provider"));
            return token.groups();
        }
        Groups found = tokens.memberships().find(token, mentioned).groups();
        steps.add(new Step(
                "groups",
                switch (found) {
                    case Groups.Complete(var ids) -> "the directory says that of " + mentioned + " it is in " + ids;
                    case Groups.Partial(var ids) -> "in " + ids + "; whether in others of " + mentioned + " is unknown";
                    case Groups.Unknown() -> "unknown, and a policy names " + mentioned;
                }));
        return found;
    }

    private static List<String> principals(DecideRequest body, Caller caller) {
        return DecisionBody.principals(caller, body.carrierId().uri());
    }

    private Explained decided(DecideRequest body, Caller caller, List<Step> steps) {
        List<String> principals = principals(body, caller);
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
        if (caller instanceof Caller.Bearer) {
            steps.addAll(roles(answer));
        }
        steps.add(new Step("required", pairs.isEmpty() ? "the connection" : pairs.toString()));
        steps.add(new Step("rules", determining(answer)));
        steps.add(new Step("verdict", answer.verdict() + ", " + answer.reason()));
        return new Explained(answer, List.copyOf(steps));
    }

    /// The bindings that count, and what each of them grants.
    private List<Step> roles(DecisionBody answer) {
        var steps = new ArrayList<Step>();
        for (DecisionBody.Line line : answer.determining()) {
            var ref = new DocumentRef(line.kind(), line.namespace(), line.name());
            policies.role(ref).ifPresent(role -> {
                steps.add(new Step("binding", ref + " rule " + line.rule()));
                steps.add(new Step("role", role));
            });
        }
        return steps;
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
