package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.Permission;
import io.envoyproxy.envoy.config.rbac.v3.Policy;
import io.envoyproxy.envoy.config.rbac.v3.Principal;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.PathMatcher;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.policy.Operation;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.Optional;

/// RBAC `pre`: computes the verdict on closed requests and only writes it down. It is a shadow, so that what it
/// denies can still be asked of the identity-mapper; [DecisionFilter] carries the verdict out.
///
/// One policy for each set of requirements; Envoy tries the permission, one comparison of the route's metadata,
/// first.
final class VerdictFilter {
    /// In front of the keys Envoy writes the shadow's result under.
    static final String PREFIX = "pre_";
    /// `allowed` or `denied`, in the metadata of [#METADATA].
    static final String RESULT = PREFIX + "shadow_engine_result";
    static final String METADATA = "envoy.filters.http.rbac";
    static final String ALLOWED = "allowed";
    static final String DENIED = "denied";

    private VerdictFilter() {}

    static Rendered render(WorkspaceInput input, DevPolicy policy) {
        var allow = rules();
        policy.known().forEach((id, principal) -> {
            if (!principal.equals(Principals.NEVER)) {
                allow.putPolicies(id, policy(requires(id), principal));
            }
        });
        policy.unknown().forEach((route, principal) -> {
            if (!principal.equals(Principals.NEVER)) {
                allow.putPolicies(route.print(), policy(unknown(route), principal));
            }
        });
        DocumentRef workspace = input.workspace().ref();
        String name = Names.verdict(workspace);
        return new Rendered(
                name,
                extension(name, shadow(allow.build())),
                Optional.of(input.workspace().origin()),
                Optional.of(extension(name, shadow(rules().build()))));
    }

    static TypedExtensionConfig extension(String name, RBAC rbac) {
        return TypedExtensionConfig.newBuilder()
                .setName(name)
                .setTypedConfig(Deterministic.pack(rbac))
                .build();
    }

    static io.envoyproxy.envoy.config.rbac.v3.RBAC.Builder rules() {
        return io.envoyproxy
                .envoy
                .config
                .rbac
                .v3
                .RBAC
                .newBuilder()
                .setAction(io.envoyproxy.envoy.config.rbac.v3.RBAC.Action.ALLOW);
    }

    static Policy policy(Permission permission, Principal principal) {
        return Policy.newBuilder()
                .addPermissions(permission)
                .addPrincipals(principal)
                .build();
    }

    static Permission requires(String id) {
        var metadata = MetadataMatcher.newBuilder()
                .setFilter(Names.NAMESPACE)
                .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(RequirementSet.KEY))
                .setValue(Strings.value(Strings.exact(id)));
        return Permission.newBuilder()
                .setSourcedMetadata(SourcedMetadata.newBuilder()
                        .setMetadataSource(MetadataSource.ROUTE)
                        .setMetadataMatcher(metadata))
                .build();
    }

    private static Permission unknown(Operation.UnknownRoute route) {
        var method = HeaderMatcher.newBuilder().setName(":method").setStringMatch(Strings.exact(route.method()));
        var path = PathMatcher.newBuilder().setPath(Strings.regex(PathRegex.below(route.pathPrefix())));
        return Permission.newBuilder()
                .setAndRules(Permission.Set.newBuilder()
                        .addRules(requires(RequirementSet.UNKNOWN_ROUTE))
                        .addRules(Permission.newBuilder().setHeader(method))
                        .addRules(Permission.newBuilder().setUrlPath(path)))
                .build();
    }

    private static RBAC shadow(io.envoyproxy.envoy.config.rbac.v3.RBAC rules) {
        return RBAC.newBuilder()
                .setShadowRules(rules)
                .setShadowRulesStatPrefix(PREFIX)
                .build();
    }
}
