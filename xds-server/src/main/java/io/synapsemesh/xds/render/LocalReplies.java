package io.synapsemesh.xds.render;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.AndFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.accesslog.v3.HeaderFilter;
import io.envoyproxy.envoy.config.accesslog.v3.MetadataFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.accesslog.v3.StatusCodeFilter;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.RuntimeUInt32;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper;
import io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher;
import io.synapsemesh.core.policy.Reason;

/// What Envoy itself answers, in the shapes of Synapse (facts: recorded denials, azure-docs and
/// rest-api-specs#10500): an SDK shows our refusals as it shows Synapse's. The 401 has no `error` around it, as on
/// the wire.
final class LocalReplies {
    private static final String REQUIRED =
            "%METADATA(ROUTE:synapsemesh:action)%, Scope: %METADATA(ROUTE:synapsemesh:scope)%/*.";
    private static final String DENIED =
            "' does not have the required Synapse RBAC permission to perform this action. Required permission: Action: "
                    + REQUIRED;
    /// Set where ext_authz refused, or got no answer.
    private static final String UNAUTHORIZED = "UAEX";

    private LocalReplies() {}

    static LocalReplyConfig render() {
        var principal = AccessLogFilter.newBuilder()
                .setHeaderFilter(HeaderFilter.newBuilder()
                        .setHeader(HeaderMatcher.newBuilder()
                                .setName(TokenFilter.PRINCIPAL_HEADER)
                                .setPresentMatch(true)));
        var bearerDenied = AccessLogFilter.newBuilder()
                .setAndFilter(AndFilter.newBuilder().addFilters(status(403)).addFilters(principal));
        return LocalReplyConfig.newBuilder()
                .addMappers(answered())
                .addMappers(mapper(
                        unanswered().build(),
                        wrapped(
                                Reason.AUTHORIZER_TIMEOUT.documentName(),
                                "The mesh could not find out in time whether the caller has the required Synapse RBAC"
                                        + " permission, so it refuses. Required permission: Action: " + REQUIRED)))
                .addMappers(mapper(
                        status(401).build(),
                        error("AuthenticationFailed", "Token Authentication failed - %LOCAL_REPLY_BODY%.")))
                .addMappers(mapper(
                                unverified().build(),
                                error("AuthenticationFailed", "Token Authentication failed - %LOCAL_REPLY_BODY%."))
                        .toBuilder()
                        .setStatusCode(UInt32Value.of(401)))
                .addMappers(mapper(
                        bearerDenied.build(),
                        wrapped("Unauthorized", "The principal '%REQ(" + TokenFilter.PRINCIPAL_HEADER + ")%" + DENIED)))
                .addMappers(mapper(
                        status(403).build(),
                        wrapped("Unauthorized", "The principal '%DOWNSTREAM_PEER_URI_SAN%" + DENIED)))
                .addMappers(mapper(
                        status(400).build(),
                        wrapped("BadRequest", "The request is malformed, or its path is not in canonical form.")))
                .addMappers(mapper(
                        status(404).build(),
                        wrapped("NotFound", "This endpoint of the mesh does not serve the requested host.")))
                .addMappers(mapper(status(429).build(), wrapped("TooManyRequests", "%LOCAL_REPLY_BODY%")))
                .addMappers(mapper(
                        status(503).build(),
                        wrapped("ServiceUnavailable", "The mesh cannot reach this endpoint: %LOCAL_REPLY_BODY%")))
                .setBodyFormat(format(wrapped("RequestFailed", "%LOCAL_REPLY_BODY%")))
                .build();
    }

    /// The identity-mapper wrote the body itself, and knows more than the route.
    private static ResponseMapper answered() {
        var deny = MetadataMatcher.newBuilder()
                .setFilter(AuthorizerFilter.METADATA)
                .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(AuthorizerWords.ANSWER))
                .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(AuthorizerWords.VERDICT))
                .setValue(Strings.value(Strings.exact(AuthorizerWords.DENY)));
        var refused = AccessLogFilter.newBuilder()
                .setMetadataFilter(
                        MetadataFilter.newBuilder().setMatcher(deny).setMatchIfKeyNotFound(BoolValue.of(false)));
        return ResponseMapper.newBuilder()
                .setFilter(refused)
                .setBodyFormatOverride(SubstitutionFormatString.newBuilder()
                        .setContentType("application/json")
                        .setTextFormatSource(DataSource.newBuilder().setInlineString("%LOCAL_REPLY_BODY%")))
                .build();
    }

    /// It was asked and did not answer, or not in time.
    private static AccessLogFilter.Builder unanswered() {
        var asked = AccessLogFilter.newBuilder()
                .setResponseFlagFilter(ResponseFlagFilter.newBuilder().addFlags(UNAUTHORIZED));
        return AccessLogFilter.newBuilder()
                .setAndFilter(AndFilter.newBuilder().addFilters(status(403)).addFilters(asked));
    }

    /// `jwt_authn` answers a token for another audience with 403, Synapse with 401 as any bad token. It is told from
    /// our own denials by the verdict, which is not written down yet, and from a refused upgrade by that header.
    private static AccessLogFilter.Builder unverified() {
        var verdict = MetadataMatcher.newBuilder()
                .setFilter(VerdictFilter.METADATA)
                .addPath(MetadataMatcher.PathSegment.newBuilder().setKey(VerdictFilter.RESULT))
                .setValue(Strings.value(Strings.exact("none")));
        var noVerdict = AccessLogFilter.newBuilder()
                .setMetadataFilter(
                        MetadataFilter.newBuilder().setMatcher(verdict).setMatchIfKeyNotFound(BoolValue.of(true)));
        var noUpgrade = AccessLogFilter.newBuilder()
                .setHeaderFilter(HeaderFilter.newBuilder()
                        .setHeader(HeaderMatcher.newBuilder()
                                .setName("upgrade")
                                .setPresentMatch(true)
                                .setInvertMatch(true)));
        return AccessLogFilter.newBuilder()
                .setAndFilter(AndFilter.newBuilder()
                        .addFilters(status(403))
                        .addFilters(noVerdict)
                        .addFilters(noUpgrade));
    }

    private static ResponseMapper mapper(AccessLogFilter filter, Struct body) {
        return ResponseMapper.newBuilder()
                .setFilter(filter)
                .setBodyFormatOverride(format(body))
                .build();
    }

    private static AccessLogFilter.Builder status(int code) {
        return AccessLogFilter.newBuilder()
                .setStatusCodeFilter(StatusCodeFilter.newBuilder()
                        .setComparison(ComparisonFilter.newBuilder()
                                .setOp(ComparisonFilter.Op.EQ)
                                .setValue(RuntimeUInt32.newBuilder()
                                        .setDefaultValue(code)
                                        .setRuntimeKey("synapsemesh.local_reply." + code))));
    }

    private static SubstitutionFormatString format(Struct body) {
        return SubstitutionFormatString.newBuilder().setJsonFormat(body).build();
    }

    private static Struct wrapped(String code, String message) {
        return Struct.newBuilder()
                .putFields(
                        "error",
                        Value.newBuilder().setStructValue(error(code, message)).build())
                .build();
    }

    private static Struct error(String code, String message) {
        return Struct.newBuilder()
                .putFields("code", Value.newBuilder().setStringValue(code).build())
                .putFields("message", Value.newBuilder().setStringValue(message).build())
                .build();
    }
}
