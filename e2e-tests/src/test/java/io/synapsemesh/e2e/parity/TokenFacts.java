package io.synapsemesh.e2e.parity;

import io.synapsemesh.core.caller.Caller;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the claims of a verified token say, read by the words of rules.md A and by nothing that renders: the caller
/// core decides about, and whether the request is *closed*, so that Envoy has to decide it alike.
///
/// @param closed groups are a non-empty array without an overage marker (or absent where that means none), nobody acts,
///     and the token says who it is for
record TokenFacts(Caller.Bearer caller, boolean closed) {
    static TokenFacts of(Believed provider, Map<String, @Nullable Object> claims) {
        boolean overage = claims.containsKey("hasgroups")
                || (claims.get("_claim_names") instanceof Map<?, ?> names && names.containsKey("groups"));
        var groups = groups(provider, claims, overage);
        var actor = actor(provider, claims);
        var plain = new TreeMap<String, String>();
        var odd = new TreeSet<String>();
        claims.forEach((name, value) -> {
            if (value instanceof String text) {
                plain.put(name, text);
            } else {
                odd.add(name);
            }
        });
        boolean named = claims.get(provider.subjectClaim()) instanceof String subject && !subject.isEmpty();
        boolean acts = actor.isPresent() || claims.containsKey("act");
        var caller =
                new Caller.Bearer(principal(provider, plain), provider.name(), groups, plain, odd, actor);
        return new TokenFacts(caller, groups.isComplete() && named && !acts);
    }

    private static Groups groups(Believed provider, Map<String, @Nullable Object> claims, boolean overage) {
        if (!claims.containsKey("groups")) {
            return provider.absentMeansNone() && !overage
                    ? new Groups.Complete(new TreeSet<>())
                    : new Groups.Unknown();
        }
        if (!(claims.get("groups") instanceof Collection<?> listed)) {
            return new Groups.Unknown();
        }
        var ids = new TreeSet<String>();
        listed.stream().filter(String.class::isInstance).map(String.class::cast).forEach(ids::add);
        if (ids.isEmpty()) {
            return new Groups.Unknown();
        }
        return overage ? new Groups.Partial(ids) : new Groups.Complete(ids);
    }

    private static Principal principal(Believed provider, Map<String, String> claims) {
        if (!provider.entra()) {
            return new Principal.User(provider.name(), "", claims.getOrDefault(provider.subjectClaim(), ""));
        }
        if ("app".equals(claims.get("idtyp"))) {
            return new Principal.ServicePrincipal(
                    provider.name(), claims.getOrDefault("azp", claims.getOrDefault("appid", "")));
        }
        return new Principal.User(
                provider.name(),
                claims.getOrDefault("tid", ""),
                claims.getOrDefault(provider.subjectClaim(), ""));
    }

    /// `act`, or a client listed as an agent that has proven itself (`azpacr`, `appidacr` of 1 or more).
    private static Optional<Principal> actor(Believed provider, Map<String, @Nullable Object> claims) {
        for (var client : List.of(Map.entry("azp", "azpacr"), Map.entry("appid", "appidacr"))) {
            if (claims.get(client.getKey()) instanceof String id
                    && provider.agents().contains(id)
                    && !"0".equals(claims.get(client.getValue()))) {
                return Optional.of(new Principal.ServicePrincipal(provider.name(), id));
            }
        }
        return Stream.ofNullable(claims.get("act"))
                .filter(Map.class::isInstance)
                .map(act -> (Principal) new Principal.Claims(provider.name(), String.valueOf(((Map<?, ?>) act).get("sub"))))
                .findFirst();
    }
}
