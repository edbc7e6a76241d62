package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.synapsemesh.core.policy.Condition;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiFunction;

/// Conditions as principals: surely held, for an Allow; not ruled out, for a Deny.
final class ConditionMatch {
    private final Tokens tokens;

    ConditionMatch(Tokens tokens) {
        this.tokens = tokens;
    }

    Principal holds(Condition condition) {
        return Principals.and(inside(condition), claims(condition, ConditionMatch::equal));
    }

    Principal mayHold(Condition condition) {
        return Principals.and(inside(condition), claims(condition, ConditionMatch::maybeEqual));
    }

    static Principal equal(TokenShape token, SortedMap<String, String> claims) {
        return Principals.and(claims.entrySet().stream()
                .map(claim -> token.equal(claim.getKey(), claim.getValue()))
                .toList());
    }

    static Principal maybeEqual(TokenShape token, SortedMap<String, String> claims) {
        return Principals.and(claims.entrySet().stream()
                .map(claim -> token.maybeEqual(claim.getKey(), claim.getValue()))
                .toList());
    }

    private static Principal inside(Condition condition) {
        List<Principal> ranges =
                condition.sourceCidrs().stream().map(Principals::from).toList();
        return ranges.isEmpty() ? Principals.ANY : Principals.or(ranges);
    }

    /// The claims of whichever token there is.
    private Principal claims(Condition condition, BiFunction<TokenShape, SortedMap<String, String>, Principal> match) {
        if (condition.claims().isEmpty()) {
            return Principals.ANY;
        }
        return Principals.or(tokens.all().stream()
                .map(token -> match.apply(token, condition.claims()))
                .toList());
    }
}
