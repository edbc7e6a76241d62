package io.synapsemesh.core.policy;

import io.synapsemesh.core.identity.SpiffeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whom a rule is about: the pattern of a document's `subjects`. `provider` names an IdentityProvider document.
public sealed interface Subject {
    record Workload(SpiffeId id) implements Subject {}

    record Group(String provider, String id) implements Subject {}

    /// @param tenant empty where the provider has no tenants
    record User(String provider, String tenant, String id) implements Subject {}

    record ServicePrincipal(String provider, String appId) implements Subject {}

    /// Every claim must be present and equal.
    record Claims(String provider, SortedMap<String, String> match) implements Subject {
        public Claims {
            match = Collections.unmodifiableSortedMap(new TreeMap<>(match));
            if (match.isEmpty()) {
                throw new IllegalArgumentException("a claims subject matches at least one claim");
            }
        }
    }

    /// An agent, while it acts for a user that the inner subject matches. The user's own grant is needed as well.
    record Acting(Subject agent, Subject user) implements Subject {
        public Acting {
            if (agent instanceof Acting || user instanceof Acting) {
                throw new IllegalArgumentException("actingFor does not nest");
            }
        }
    }

    /// Whether the mesh connection alone proves it, without a token.
    default boolean isProvenByConnection() {
        return this instanceof Workload;
    }

    /// One word and an id, as in goldens and `explain`.
    default String print() {
        return switch (this) {
            case Workload(SpiffeId id) -> "workload:" + id.uri();
            case Group(String provider, String id) -> "group:" + provider + "/" + id;
            case User(String provider, String tenant, String id) ->
                "user:" + provider + (tenant.isEmpty() ? "" : "/" + tenant) + "/" + id;
            case ServicePrincipal(String provider, String appId) -> "servicePrincipal:" + provider + "/" + appId;
            case Claims(String provider, SortedMap<String, String> match) -> "claims:" + provider + match;
            case Acting(Subject agent, Subject user) -> agent.print() + " acting for " + user.print();
        };
    }
}
