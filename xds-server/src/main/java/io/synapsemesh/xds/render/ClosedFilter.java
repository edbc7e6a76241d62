package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.synapsemesh.core.model.Provider;
import java.util.List;
import java.util.Optional;

/// Tells closed requests from open ones and writes it down: `allowed` means that there is no token or a closed one,
/// so that nothing is left to the identity-mapper. A shadow, like [VerdictFilter]: it refuses nothing.
///
/// It follows from the providers alone. All workspaces share it, and none repeats it in its own policy.
final class ClosedFilter {
    /// In front of the keys Envoy writes the result under.
    static final String PREFIX = "closed_";

    private static final String RESULT = PREFIX + "shadow_engine_result";
    private static final Permission ANYTHING =
            Permission.newBuilder().setAny(true).build();

    private ClosedFilter() {}

    static Rendered render(List<Provider> providers) {
        List<TokenShape> tokens = providers.stream().map(TokenShape::new).toList();
        var closed = VerdictFilter.rules();
        Principal token = Principals.or(tokens.stream().map(TokenShape::present).toList());
        closed.putPolicies("no token", VerdictFilter.policy(ANYTHING, Principals.not(token)));
        tokens.forEach(shape -> closed.putPolicies(
                "token of " + shape.provider().name(), VerdictFilter.policy(ANYTHING, shape.closed())));
        var filter = RBAC.newBuilder().setShadowRules(closed).setShadowRulesStatPrefix(PREFIX);
        return new Rendered(
                Names.CLOSED,
                VerdictFilter.extension(Names.CLOSED, filter.build()),
                Optional.empty(),
                Optional.empty());
    }

    /// The request was found open: where nothing was written down it is not.
    static Principal open() {
        return Principals.request(
                VerdictFilter.METADATA, List.of(RESULT), Strings.value(Strings.exact(VerdictFilter.DENIED)));
    }
}
