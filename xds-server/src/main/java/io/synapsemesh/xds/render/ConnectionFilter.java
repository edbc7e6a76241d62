package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.UpstreamCredential;
import io.synapsemesh.core.policy.Effect;
import io.synapsemesh.core.policy.EndpointPolicy;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.core.policy.Rule;
import io.synapsemesh.core.policy.Subject;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;
import java.util.Optional;

/// Network RBAC of a SQL endpoint: who may connect, by the mTLS peer alone; the token is inside TDS.
///
/// | enforcement | enforced | shadow |
/// |---|---|---|
/// | Enforce | Allow to who may connect and is not denied | `trial_`: the Denies on trial, by name |
/// | Audit | Allow to every proven peer that is not denied | `pre_`: the verdict |
final class ConnectionFilter {
    static final String TRIAL = "trial_";

    private static final Permission ANYTHING =
            Permission.newBuilder().setAny(true).build();

    private ConnectionFilter() {}

    static Rendered render(WorkspaceInput input, Endpoint endpoint, EndpointPolicy policy) {
        var match = new Match(input, policy);
        String name = Names.connection(input.workspace().ref(), endpoint);
        var rbac = shell();
        switch (input.policy().enforcement()) {
            case Enforcement.ENFORCE ->
                rbac.setRules(allow(match.verdict()))
                        .setShadowRules(match.trials())
                        .setShadowRulesStatPrefix(TRIAL);
            case Enforcement.AUDIT ->
                rbac.setRules(allow(Principals.and(Principals.anyPeer(), Principals.not(match.denied()))))
                        .setShadowRules(allow(match.verdict()))
                        .setShadowRulesStatPrefix(VerdictFilter.PREFIX);
        }
        return new Rendered(
                name,
                extension(name, rbac),
                Optional.of(input.workspace().origin()),
                Optional.of(extension(name, shell().setRules(VerdictFilter.rules()))));
    }

    private static RBAC.Builder shell() {
        return RBAC.newBuilder()
                .setStatPrefix("synapsemesh")
                .setEnforcementType(RBAC.EnforcementType.ONE_TIME_ON_FIRST_BYTE);
    }

    private static TypedExtensionConfig extension(String name, RBAC.Builder rbac) {
        return TypedExtensionConfig.newBuilder()
                .setName(name)
                .setTypedConfig(Deterministic.pack(rbac.build()))
                .build();
    }

    private static io.envoyproxy.envoy.config.rbac.v3.RBAC allow(Principal principal) {
        var rules = VerdictFilter.rules();
        if (!principal.equals(Principals.NEVER)) {
            rules.putPolicies("connect", VerdictFilter.policy(ANYTHING, principal));
        }
        return rules.build();
    }

    /// The rules of one endpoint as principals.
    private static final class Match {
        private final EndpointPolicy policy;
        private final Carriers carriers;
        private final ConditionMatch conditions;
        private final DenyMatch denials;

        Match(WorkspaceInput input, EndpointPolicy policy) {
            var noTokens = new Tokens(List.of(), TokenPlace.of(UpstreamCredential.PASS_THROUGH));
            this.policy = policy;
            this.carriers = new Carriers(input.trust());
            this.conditions = new ConditionMatch(noTokens);
            this.denials = new DenyMatch(carriers, noTokens, conditions);
        }

        Principal verdict() {
            List<Principal> connects =
                    policy.connects().stream().map(this::connect).toList();
            return Principals.and(Principals.or(connects), Principals.not(denied()));
        }

        Principal denied() {
            return Principals.or(policy.denies().stream()
                    .filter(rule -> rule.effect() == Effect.DENY)
                    .map(denials::subject)
                    .toList());
        }

        io.envoyproxy.envoy.config.rbac.v3.RBAC trials() {
            var rules = VerdictFilter.rules().setAction(io.envoyproxy.envoy.config.rbac.v3.RBAC.Action.DENY);
            for (Rule rule : policy.denies()) {
                if (rule.effect() == Effect.AUDIT_DENY) {
                    rules.putPolicies(DecisionFilter.name(rule), VerdictFilter.policy(ANYTHING, denials.subject(rule)));
                }
            }
            return rules.build();
        }

        private Principal connect(Rule rule) {
            return rule.subject() instanceof Subject.Workload(var id)
                    ? Principals.and(carriers.is(id), conditions.holds(rule.condition()))
                    : Principals.NEVER;
        }
    }
}
