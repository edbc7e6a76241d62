package io.synapsemesh.core.policy;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who plays in the tests of policy: workloads that carry, and users, applications and jobs that ask.
final class Cast {
    static final TrustDomain CORP = new TrustDomain("corp.example");
    static final SpiffeId LOADER = SpiffeId.ofServiceAccount(CORP, "etl", "loader");
    static final SpiffeId OTHER = SpiffeId.ofServiceAccount(CORP, "etl", "other");
    static final Caller NOBODY = new Caller.Carrier();

    static final Principal ALICE = new Principal.User("entra", "t1", "alice");
    static final Principal AGENT = new Principal.ServicePrincipal("entra", "copilot");

    private Cast() {}

    static Subject workload(SpiffeId id) {
        return new Subject.Workload(id);
    }

    static Subject group(String id) {
        return new Subject.Group("entra", id);
    }

    static Subject user(String id) {
        return new Subject.User("entra", "t1", id);
    }

    static Subject application(String id) {
        return new Subject.ServicePrincipal("entra", id);
    }

    static Subject job(Map<String, String> match) {
        return new Subject.Claims("entra", new TreeMap<>(match));
    }

    static Subject acting(Subject agent, Subject user) {
        return new Subject.Acting(agent, user);
    }

    static Caller alice(String... groups) {
        return bearer(ALICE, complete(groups));
    }

    static Caller aliceThrough(Principal actor, String... groups) {
        return new Caller.Bearer(
                ALICE, "entra", complete(groups), new TreeMap<>(), new TreeSet<>(), Optional.of(actor));
    }

    static Caller bearer(Principal principal, Groups groups) {
        return new Caller.Bearer(principal, "entra", groups, new TreeMap<>(), new TreeSet<>(), Optional.empty());
    }

    static Caller claiming(Map<String, String> claims, Set<String> odd) {
        return new Caller.Bearer(
                new Principal.Claims("entra", "job"),
                "entra",
                complete(),
                new TreeMap<>(claims),
                new TreeSet<>(odd),
                Optional.empty());
    }

    static Groups complete(String... ids) {
        return new Groups.Complete(new TreeSet<>(List.of(ids)));
    }

    static Groups partial(String... ids) {
        return new Groups.Partial(new TreeSet<>(List.of(ids)));
    }
}
