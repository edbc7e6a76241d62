package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// RBAC `final`: carries out the verdict of [VerdictFilter], and for open tokens that of the identity-mapper. Under
/// enforcement Audit it carries out only the enforced Denies: everything else passes, if the peer is proven.
///
/// The mapper's word widens nothing that Envoy decides alone: of a closed request the stricter of the two counts, so
/// whichever of them learns of an edit first, a new Deny holds from then on. Where it brings the token for Synapse,
/// nothing passes without it.
///
/// Its shadow is evidence: each Deny that matches is written down by name, those on trial too.
final class DecisionFilter {
    /// In front of the keys of the shadow's result: `deny_shadow_effective_policy_id` names the Deny.
    static final String PREFIX = "deny_";

    private static final Permission ANYTHING =
            Permission.newBuilder().setAny(true).build();

    private DecisionFilter() {}

    static Rendered render(WorkspaceInput input, DevPolicy policy) {
        Principal passes = Principals.and(
                input.workspace().credential().injects() ? allowedByMapper() : Principals.ANY,
                switch (input.policy().enforcement()) {
                    case Enforcement.ENFORCE ->
                        Principals.or(allowedByEnvoy(), Principals.and(allowedByMapper(), policy.open()));
                    case Enforcement.AUDIT ->
                        Principals.and(
                                Principals.anyPeer(),
                                Principals.or(
                                        Principals.not(policy.denials().ofAnything()),
                                        Principals.and(allowedByMapper(), policy.openOnTrial())));
                });
        var denies = VerdictFilter.rules().setAction(io.envoyproxy.envoy.config.rbac.v3.RBAC.Action.DENY);
        for (Rule rule : policy.denies()) {
            denies.putPolicies(
                    name(rule), VerdictFilter.policy(ANYTHING, policy.denials().whole(rule)));
        }
        var rules = answeredHere().putPolicies("verdict", VerdictFilter.policy(ANYTHING, passes));
        String name = Names.decision(input.workspace().ref());
        return new Rendered(
                name,
                VerdictFilter.extension(
                        name,
                        RBAC.newBuilder()
                                .setRules(rules)
                                .setShadowRules(denies)
                                .setShadowRulesStatPrefix(PREFIX)
                                .build()),
                Optional.of(input.workspace().origin()),
                Optional.of(VerdictFilter.extension(
                        name, RBAC.newBuilder().setRules(answeredHere()).build())));
    }

    /// `deny team-a/no-finance#0` or `trial …`: enforced ones sort first, and Envoy names the first that matches.
    static String name(Rule rule) {
        var document = rule.origin().document();
        String word = rule.effect() == Effect.DENY ? "deny" : "trial";
        return String.format(
                Locale.ROOT,
                "%s %s#%d",
                word,
                document.qualifiedName(),
                rule.origin().rule());
    }

    private static Principal allowedByEnvoy() {
        return Principals.request(
                VerdictFilter.METADATA,
                List.of(VerdictFilter.RESULT),
                Strings.value(Strings.exact(VerdictFilter.ALLOWED)));
    }

    private static Principal allowedByMapper() {
        return Principals.request(
                AuthorizerFilter.METADATA,
                List.of(AuthorizerWords.ANSWER, AuthorizerWords.VERDICT),
                Strings.value(Strings.exact(AuthorizerWords.ALLOW)));
    }

    /// Routes that answer an error themselves, such as 400, are let through to do so.
    private static io.envoyproxy.envoy.config.rbac.v3.RBAC.Builder answeredHere() {
        return VerdictFilter.rules()
                .putPolicies(
                        "answeredHere",
                        VerdictFilter.policy(VerdictFilter.requires(RequirementSet.ANSWERED_HERE), Principals.ANY));
    }
}
