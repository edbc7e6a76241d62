package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Rule;
import io.synapsemesh.core.policy.Subject;
import java.util.function.Function;

/// Whom a Deny is for, as a principal: also whoever cannot be ruled out (rules.md A, "Deny wins").
final class DenyMatch {
    private final Carriers carriers;
    private final Tokens tokens;
    private final ConditionMatch conditions;

    DenyMatch(Carriers carriers, Tokens tokens, ConditionMatch conditions) {
        this.carriers = carriers;
        this.tokens = tokens;
        this.conditions = conditions;
    }

    /// Who is meant, whatever they ask for.
    Principal subject(Rule rule) {
        return Principals.and(subject(rule.subject()), conditions.mayHold(rule.condition()));
    }

    private Principal subject(Subject subject) {
        return switch (subject) {
            case Subject.Workload(var id) -> carriers.maybe(id);
            case Subject.Group(var provider, var id) -> of(provider, token -> token.maybeInGroup(id));
            case Subject.Claims(var provider, var match) ->
                of(provider, token -> ConditionMatch.maybeEqual(token, match));
            case Subject.User(var provider, var tenant, var id) -> of(provider, token -> user(token, tenant, id));
            case Subject.ServicePrincipal(var provider, var appId) -> of(provider, token -> application(token, appId));
            case Subject.Acting(Subject ignored, Subject user) ->
                Principals.and(
                        Principals.or(
                                tokens.all().stream().map(TokenShape::acts).toList()),
                        subject(user));
        };
    }

    private Principal of(String provider, Function<TokenShape, Principal> match) {
        return tokens.of(provider)
                .map(token -> Principals.and(token.present(), match.apply(token)))
                .orElse(Principals.NEVER);
    }

    private static Principal user(TokenShape token, String tenant, String id) {
        Principal subject = maybe(token, token.provider().subjectClaim(), id);
        Principal self = token.provider().type() == ProviderType.ENTRA_ID
                ? Principals.and(subject, maybe(token, "tid", tenant), Principals.not(token.equal("idtyp", "app")))
                : subject;
        return Principals.or(self, token.acts());
    }

    /// Equal, or not there, or not a string: every real token has it.
    private static Principal maybe(TokenShape token, String claim, String value) {
        return Principals.or(token.equal(claim, value), Principals.not(token.string(claim)));
    }

    /// Tokens of other providers do not say whether they are an application's own: there, every token may be.
    private static Principal application(TokenShape token, String appId) {
        if (token.provider().type() != ProviderType.ENTRA_ID) {
            return Principals.ANY;
        }
        Principal self = Principals.and(
                token.maybeEqual("idtyp", "app"),
                Principals.or(token.maybeEqual("azp", appId), token.maybeEqual("appid", appId)));
        return Principals.or(self, token.acts());
    }
}
