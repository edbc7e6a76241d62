package io.synapsemesh.core.policy;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.azure.Scope;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/// How one version of a workspace's policy differs from the one before, for those who must act on a loss.
public final class PolicyChange {
    private PolicyChange() {}

    /// A rule without its origin: a new generation of a document, or another document, that says the same is no change.
    private record Meaning(
            Effect effect, Subject subject, SortedSet<Operation> operations, Scope scope, Condition condition) {}

    /// Whether `now` may refuse something that `before` allowed. Errs on the side of yes.
    public static boolean isTightening(PolicyIr before, PolicyIr now) {
        if (before.enforcement() == Enforcement.AUDIT && now.enforcement() == Enforcement.ENFORCE) {
            return true;
        }
        for (Endpoint endpoint : before.endpoints().keySet()) {
            EndpointPolicy old = before.endpoints().get(endpoint);
            EndpointPolicy fresh = now.endpoints().get(endpoint);
            if (fresh == null
                    || !meanings(fresh.connects()).containsAll(meanings(old.connects()))
                    || !meanings(fresh.grants()).containsAll(meanings(old.grants()))
                    || !meanings(enforced(old)).containsAll(meanings(enforced(fresh)))) {
                return true;
            }
        }
        return false;
    }

    /// The endpoints that some identity could connect to before and perhaps cannot now: their open connections must
    /// end.
    public static Set<Endpoint> lostConnections(PolicyIr before, PolicyIr now) {
        var lost = EnumSet.noneOf(Endpoint.class);
        for (Endpoint endpoint : before.endpoints().keySet()) {
            EndpointPolicy old = before.endpoints().get(endpoint);
            EndpointPolicy fresh = now.endpoints().get(endpoint);
            if (fresh != null
                    && (!meanings(fresh.connects()).containsAll(meanings(old.connects()))
                            || !meanings(connectionDenies(old)).containsAll(meanings(connectionDenies(fresh))))) {
                lost.add(endpoint);
            }
        }
        return lost;
    }

    private static List<Rule> enforced(EndpointPolicy policy) {
        return policy.denies().stream()
                .filter(rule -> rule.effect() == Effect.DENY)
                .toList();
    }

    private static List<Rule> connectionDenies(EndpointPolicy policy) {
        return enforced(policy).stream()
                .filter(rule -> rule.subject().isProvenByConnection()
                        && rule.operations().contains(new Operation.Connect()))
                .toList();
    }

    private static Set<Meaning> meanings(Collection<Rule> rules) {
        var meanings = new HashSet<Meaning>();
        for (Rule rule : rules) {
            meanings.add(new Meaning(rule.effect(), rule.subject(), rule.operations(), rule.scope(), rule.condition()));
        }
        return meanings;
    }
}
