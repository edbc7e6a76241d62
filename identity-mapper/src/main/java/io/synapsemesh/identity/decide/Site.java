package io.synapsemesh.identity.decide;

import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.EndpointPolicy;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Rule;
import io.synapsemesh.core.policy.Subject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A workspace and its compiled policy. Make it once for each policy, not for each request.
///
/// @param mentioned the groups that the policy of `dev` names, by provider: a directory is asked about these alone
public record Site(Workspace workspace, PolicyIr policy, SortedMap<String, SortedSet<String>> mentioned) {
    public static Site of(Workspace workspace, PolicyIr policy) {
        return new Site(workspace, policy, mentionedBy(policy));
    }

    /// The groups that a policy names on `dev`, by provider.
    public static SortedMap<String, SortedSet<String>> mentionedBy(PolicyIr policy) {
        var mentioned = new TreeMap<String, SortedSet<String>>();
        EndpointPolicy dev = policy.endpoints().get(Endpoint.DEV);
        if (dev != null) {
            Stream.concat(dev.grants().stream(), dev.denies().stream())
                    .map(Rule::subject)
                    .forEach(subject -> mention(subject, mentioned));
        }
        mentioned.replaceAll((_, ids) -> Collections.unmodifiableSortedSet(ids));
        return Collections.unmodifiableSortedMap(mentioned);
    }

    SortedSet<String> mentioned(String provider) {
        return mentioned.getOrDefault(provider, Collections.emptySortedSet());
    }

    private static void mention(Subject subject, SortedMap<String, SortedSet<String>> mentioned) {
        switch (subject) {
            case Subject.Group(String provider, String id) ->
                mentioned.computeIfAbsent(provider, _ -> new TreeSet<>()).add(id);
            case Subject.Acting(Subject agent, Subject user) -> {
                mention(agent, mentioned);
                mention(user, mentioned);
            }
            case Subject.Workload _, Subject.User _, Subject.ServicePrincipal _, Subject.Claims _ -> {
                // Needs no groups.
            }
        }
    }
}
