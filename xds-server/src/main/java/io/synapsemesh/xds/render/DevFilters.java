package io.synapsemesh.xds.render;

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
    /// 3. [VerdictFilter]: the verdict on closed requests, written down.
    /// 4. The seam of the identity-mapper: `ext_authz` where the verdict is *denied*. Until it exists, those stay
    ///    denied.
    /// 5. [DecisionFilter]: carries out. Else 403.
    /// 6. [TokenStrip]: nothing of the mesh goes on to Synapse.
    /// 7. The router, or the route's own answer (400 for a path that is not canonical, 404 for another host).
    static List<HttpFilter> inOrder(Workspace workspace) {
        TokenPlace place = TokenPlace.of(workspace.credential());
        return List.of(
                Ads.httpFilter(
                        Names.tokens(place), JwtAuthentication.getDescriptor().getFullName()),
                CallerRecord.render(),
                Ads.httpFilter(Names.verdict(workspace.ref()), RBAC_TYPE),
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
