package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.diagnostic.Diagnostic;
import io.synapsemesh.core.diagnostic.Severity;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.policy.Rule;
import io.synapsemesh.core.policy.Subject;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Whom a grant is for, as a principal, given that the token is closed (or that there is none, for a workload).
///
/// A subject that Envoy cannot recognise for sure is left out and thereby denied; [#refusals] tells.
final class GrantMatch {
    private final Carriers carriers;
    private final ConditionMatch conditions;
    private final TreeSet<Diagnostic> refusals = new TreeSet<>();

    GrantMatch(Carriers carriers, ConditionMatch conditions) {
        this.carriers = carriers;
        this.conditions = conditions;
    }

    /// What could not be expressed so far.
    List<Diagnostic> refusals() {
        return List.copyOf(refusals);
    }

    /// For the carrier, where there is no token.
    Principal carrier(Rule rule) {
        return rule.subject() instanceof Subject.Workload(var id)
                ? Principals.and(carriers.is(id), conditions.holds(rule.condition()))
                : Principals.NEVER;
    }

    /// For the bearer of a closed token.
    Principal bearer(Rule rule, TokenShape token) {
        Principal subject = bearer(rule, rule.subject(), token);
        return subject.equals(Principals.NEVER) ? subject : Principals.and(subject, conditions.holds(rule.condition()));
    }

    private Principal bearer(Rule rule, Subject subject, TokenShape token) {
        Provider provider = token.provider();
        return switch (subject) {
            case Subject.Workload ignored -> Principals.NEVER;
            case Subject.Group(var name, var id) -> provider.name().equals(name) ? token.inGroup(id) : Principals.NEVER;
            case Subject.Claims(var name, var match) ->
                provider.name().equals(name) ? ConditionMatch.equal(token, match) : Principals.NEVER;
            case Subject.User(var name, var tenant, var id) ->
                provider.name().equals(name) ? user(token, tenant, id) : Principals.NEVER;
            case Subject.ServicePrincipal(var name, var appId) -> {
                if (!provider.name().equals(name)) {
                    yield Principals.NEVER;
                }
                Optional<Principal> application = application(token, appId);
                application.ifPresentOrElse(_ -> {}, () -> refusals.add(noApplications(rule, provider)));
                yield application.orElse(Principals.NEVER);
            }
            case Subject.Acting ignored -> {
                refusals.add(acting(rule));
                yield Principals.NEVER;
            }
        };
    }

    private static Principal user(TokenShape token, String tenant, String id) {
        Principal subject = token.equal(token.provider().subjectClaim(), id);
        if (token.provider().type() != ProviderType.ENTRA_ID) {
            return tenant.isEmpty() ? subject : Principals.NEVER;
        }
        return Principals.and(
                subject,
                tenant.isEmpty() ? Principals.NEVER : token.equal("tid", tenant),
                Principals.not(Principals.or(token.equal("idtyp", "app"), token.odd("idtyp"))));
    }

    /// Only Entra says in a token that it is an application's own (`idtyp`).
    private static Optional<Principal> application(TokenShape token, String appId) {
        return token.provider().type() == ProviderType.ENTRA_ID
                ? Optional.of(Principals.and(
                        token.equal("idtyp", "app"),
                        Principals.or(token.equal("azp", appId), token.equal("appid", appId))))
                : Optional.empty();
    }

    private static Diagnostic noApplications(Rule rule, Provider provider) {
        return Refusals.of(
                Code.SYN0601,
                Severity.ERROR,
                rule.origin(),
                "a token of " + provider.type().documentName()
                        + " does not say whether it is an application's own, so Envoy denies this service principal",
                "name the application by claims, for example claims: {provider: " + provider.name()
                        + ", match: {client_id: …}}");
    }

    private static Diagnostic acting(Rule rule) {
        return Refusals.of(
                Code.SYN0602,
                Severity.INFO,
                rule.origin(),
                "Envoy alone cannot decide for an agent that acts for a user: the identity-mapper does, and while it"
                        + " does not answer such requests are denied",
                "nothing to do while the control plane serves ext_authz (port 15011)");
    }
}
