package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;

/// The HTTP filters of a `dev` chain and, here alone, their order.
final class DevFilters {
    private static final String RBAC_TYPE = RBAC.getDescriptor().getFullName();

    private DevFilters() {}

    /// Each step may rely on the ones before it (rules.md A):
    ///
    /// 0. [HeaderGuard], before any filter: only the token is left of the mesh's headers.
    /// 1. [TokenFilter]: there is no token, or a verified one whose payload is in the metadata. Else 401.
    /// 2. [CallerRecord]: the log knows the caller from here on, also of what is refused.
    /// 3. [ClosedFilter]: whether Envoy may decide it alone; [VerdictFilter]: the verdict on closed requests.
    ///    Both are only written down.
    /// 4. [AuthorizerFilter]: asks the identity-mapper where the verdict is *denied*, or where it brings the
    ///    token. It may refuse; what it allows is written down.
    /// 5. [DecisionFilter]: carries out. Else 403.
    /// 6. [TokenStrip]: nothing of the mesh goes on to Synapse; an injected token takes the mesh token's place.
    /// 7. The router, or the route's own answer (400 for a path that is not canonical, 404 for another host).
    static List<HttpFilter> inOrder(Workspace workspace) {
        TokenPlace place = TokenPlace.of(workspace.credential());
        return List.of(
                Ads.httpFilter(
                        Names.tokens(place), JwtAuthentication.getDescriptor().getFullName()),
                CallerRecord.render(),
                Ads.httpFilter(Names.CLOSED, RBAC_TYPE),
                Ads.httpFilter(Names.verdict(workspace.ref()), RBAC_TYPE),
                Ads.httpFilter(
                        Names.authorizer(workspace.ref()),
                        ExtAuthz.getDescriptor().getFullName()),
                Ads.httpFilter(Names.decision(workspace.ref()), RBAC_TYPE),
                TokenStrip.render(place),
                router());
    }

    /// Always the last.
    static HttpFilter router() {
        return HttpFilter.newBuilder()
                .setName("envoy.filters.http.router")
                .setTypedConfig(Deterministic.pack(
                        Router.newBuilder().setSuppressEnvoyHeaders(true).build()))
                .build();
    }
}
