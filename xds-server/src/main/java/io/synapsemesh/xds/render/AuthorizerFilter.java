package io.synapsemesh.xds.render;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutationRules;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.CheckSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.type.matcher.v3.ListStringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.model.Workspace;
import io.synapsemesh.core.policy.Enforcement;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;
import java.util.Optional;

/// `ext_authz`: asks the identity-mapper about what [VerdictFilter] denies, and about everything where Synapse gets
/// an injected token. What it answers counts only as far as [DecisionFilter] lets it.
///
/// | workspace | asked about | no answer |
/// |---|---|---|
/// | enforced | what the verdict denies | 403 |
/// | enforcement Audit | the same | on to [DecisionFilter], which knows every enforced Deny itself |
/// | injected token, whatever the enforcement | everything | 403: there would be no token for Synapse |
///
/// The mapper gets the request line as it was sent, the peer's certificate, the SNI, the mesh token and what joins
/// logs: no body, and no other header, so never a caller's own Synapse token.
final class AuthorizerFilter {
    /// Where Envoy writes what the mapper says about its answer.
    static final String METADATA = "envoy.filters.http.ext_authz";

    /// Longer than the mapper lets a decision wait for a directory or a token (3 s): it then refuses by itself, with
    /// its reason. This one ends waiting for a mapper that hangs.
    private static final int ANSWER_SECONDS_MAX = 4;

    /// An injected token is 4 KB, a body below 1 KB.
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    private static final String CORRELATION = "x-ms-(?:client|correlation)-request-id";

    private AuthorizerFilter() {}

    static Rendered render(WorkspaceInput input) {
        Workspace workspace = input.workspace();
        String name = Names.authorizer(workspace.ref());
        boolean injects = workspace.credential().injects();
        var filter = ExtAuthz.newBuilder()
                .setGrpcService(mapper())
                .setTransportApiVersion(ApiVersion.V3)
                .setFailureModeAllow(!injects && input.policy().enforcement() == Enforcement.AUDIT)
                .setStatusOnError(HttpStatus.newBuilder().setCode(StatusCode.Forbidden))
                .setIncludePeerCertificate(true)
                .setIncludeTlsSession(true)
                // What was authorized is what is routed: an answer never chooses another route.
                .setClearRouteCache(false)
                .setValidateMutations(true)
                .setDecoderHeaderMutationRules(mutations(injects))
                .setAllowedHeaders(told(TokenPlace.of(workspace.credential())));
        if (!injects) {
            filter.setFilterEnabledMetadata(undecided());
        }
        var resource = TypedExtensionConfig.newBuilder()
                .setName(name)
                .setTypedConfig(Deterministic.pack(filter.build()))
                .build();
        return new Rendered(name, resource, Optional.of(workspace.origin()), Optional.empty());
    }

    /// For the virtual host: what the request is for, which no client can say.
    static Any about(Workspace workspace) {
        return Deterministic.pack(ExtAuthzPerRoute.newBuilder()
                .setCheckSettings(CheckSettings.newBuilder()
                        .putContextExtensions(
                                AuthorizerWords.WORKSPACE, workspace.ref().qualifiedName())
                        .putContextExtensions(AuthorizerWords.ENDPOINT, Endpoint.DEV.documentName()))
                .build());
    }

    /// For a route that answers by itself: there is nothing to decide.
    static Any none() {
        return Deterministic.pack(
                ExtAuthzPerRoute.newBuilder().setDisabled(true).build());
    }

    private static GrpcService mapper() {
        return GrpcService.newBuilder()
                .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder()
                        .setClusterName(Names.AUTHORIZER)
                        .setMaxReceiveMessageLength(UInt32Value.of(ANSWER_BYTES_MAX)))
                .setTimeout(Seconds.of(ANSWER_SECONDS_MAX))
                .build();
    }

    private static MetadataMatcher undecided() {
        return MetadataMatcher.newBuilder()
                .setFilter(VerdictFilter.METADATA)
                .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(VerdictFilter.RESULT))
                .setValue(Strings.value(Strings.exact(VerdictFilter.DENIED)))
                .build();
    }

    /// The mapper may take the mesh token off, as [TokenStrip] does anyway; where a token is injected it may bring
    /// that, and what Synapse's log is joined by. Anything else it tried to change is an error, and refuses.
    private static HeaderMutationRules mutations(boolean injects) {
        String allowed = TokenPlace.MESH_HEADER.header()
                + (injects ? "|" + AuthorizerWords.UPSTREAM_AUTHORIZATION + "|" + CORRELATION : "");
        return HeaderMutationRules.newBuilder()
                .setDisallowAll(BoolValue.of(true))
                .setDisallowIsError(BoolValue.of(true))
                .setAllowExpression(RegexMatcher.newBuilder().setRegex(allowed))
                .build();
    }

    private static ListStringMatcher told(TokenPlace place) {
        var headers = ListStringMatcher.newBuilder();
        for (String header : List.of(place.header(), "x-request-id", "traceparent")) {
            headers.addPatterns(Strings.exact(header));
        }
        return headers.build();
    }
}
