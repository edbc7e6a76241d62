package io.synapsemesh.xds.render;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKind;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Two access logs a chain: the gRPC one is the live view (best effort), the JSON file the record (rules.md D).
/// Both hold what an event of a decision needs; neither holds a token or, in the file, a query.
final class AccessLogs {
    /// Under these names in the gRPC log's custom tags and as keys of the file log.
    static final String WORKSPACE = "workspace";

    static final String ENDPOINT = "endpoint";

    private static final Map<String, String> BOTH = Map.ofEntries(
            Map.entry("time", "%START_TIME%"),
            Map.entry("peer", "%DOWNSTREAM_PEER_URI_SAN%"),
            Map.entry("certificateSha256", "%DOWNSTREAM_PEER_FINGERPRINT_256%"),
            Map.entry("sni", "%REQUESTED_SERVER_NAME%"),
            Map.entry("source", "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%"),
            Map.entry("bytesIn", "%BYTES_RECEIVED%"),
            Map.entry("bytesOut", "%BYTES_SENT%"),
            Map.entry("durationMillis", "%DURATION%"),
            Map.entry("flags", "%RESPONSE_FLAGS%"),
            Map.entry("connection", "%CONNECTION_ID%"),
            Map.entry("chain", "%FILTER_CHAIN_NAME%"));
    private static final String AUTHORIZER = AuthorizerFilter.METADATA + ":" + AuthorizerWords.ANSWER + ":";
    private static final Map<String, String> HTTP = Map.ofEntries(
            Map.entry("method", "%REQ(:METHOD)%"),
            Map.entry("path", "%PATH(NQ)%"),
            Map.entry("status", "%RESPONSE_CODE%"),
            Map.entry("details", "%RESPONSE_CODE_DETAILS%"),
            Map.entry("route", "%METADATA(ROUTE:synapsemesh:route)%"),
            Map.entry("action", "%METADATA(ROUTE:synapsemesh:action)%"),
            Map.entry("scope", "%METADATA(ROUTE:synapsemesh:scope)%"),
            Map.entry("verdict", "%DYNAMIC_METADATA(" + VerdictFilter.METADATA + ":" + VerdictFilter.RESULT + ")%"),
            Map.entry("denial", "%DYNAMIC_METADATA(" + VerdictFilter.METADATA + ":deny_shadow_effective_policy_id)%"),
            Map.entry("authorizer", "%DYNAMIC_METADATA(" + AUTHORIZER + AuthorizerWords.VERDICT + ")%"),
            Map.entry("decisionId", "%DYNAMIC_METADATA(" + AUTHORIZER + AuthorizerWords.DECISION_ID + ")%"),
            Map.entry("principal", "%FILTER_STATE(" + CallerRecord.PRINCIPAL + ":PLAIN)%"),
            Map.entry("issuer", "%FILTER_STATE(" + CallerRecord.ISSUER + ":PLAIN)%"),
            Map.entry("requestId", "%REQ(X-REQUEST-ID)%"),
            Map.entry("traceparent", "%REQ(TRACEPARENT)%"));
    private static final Map<String, String> TCP = Map.ofEntries(
            Map.entry("termination", "%CONNECTION_TERMINATION_DETAILS%"),
            Map.entry("verdict", "%DYNAMIC_METADATA(envoy.filters.network.rbac:" + VerdictFilter.RESULT + ")%"),
            Map.entry("denial", "%DYNAMIC_METADATA(envoy.filters.network.rbac:trial_shadow_effective_policy_id)%"));

    /// 0.2 s: a flow is on the console before its user is.
    private static final Duration FLUSH =
            Duration.newBuilder().setNanos(200_000_000).build();

    private AccessLogs() {}

    /// @param file where the proxy writes the record
    /// @param about fixed fields: the workspace, the endpoint
    static List<AccessLog> http(String file, String logName, Map<String, String> about) {
        var grpc = HttpGrpcAccessLogConfig.newBuilder()
                .setCommonConfig(common(logName, about)
                        .addCustomTags(route("route"))
                        .addCustomTags(route("action"))
                        .addCustomTags(route("scope"))
                        .addCustomTags(written(VerdictFilter.METADATA, "verdict", VerdictFilter.RESULT))
                        .addCustomTags(written(
                                VerdictFilter.METADATA, "denial", DecisionFilter.PREFIX + "shadow_effective_policy_id"))
                        .addCustomTags(answered("authorizer", AuthorizerWords.VERDICT))
                        .addCustomTags(answered("reason", AuthorizerWords.REASON))
                        .addCustomTags(answered("groups", AuthorizerWords.GROUPS))
                        .addFilterStateObjectsToLog(CallerRecord.PRINCIPAL)
                        .addFilterStateObjectsToLog(CallerRecord.ISSUER)
                        .addFilterStateObjectsToLog(CallerRecord.CERTIFICATE));
        return List.of(log("envoy.access_loggers.http_grpc", grpc.build()), file(file, about, HTTP));
    }

    static List<AccessLog> tcp(String file, String logName, Map<String, String> about) {
        String rbac = "envoy.filters.network.rbac";
        var grpc = TcpGrpcAccessLogConfig.newBuilder()
                .setCommonConfig(common(logName, about)
                        .addCustomTags(written(rbac, "verdict", VerdictFilter.RESULT))
                        .addCustomTags(written(rbac, "denial", ConnectionFilter.TRIAL + "shadow_effective_policy_id")));
        return List.of(log("envoy.access_loggers.tcp_grpc", grpc.build()), file(file, about, TCP));
    }

    private static AccessLog file(String path, Map<String, String> about, Map<String, String> more) {
        var fields = new TreeMap<>(BOTH);
        fields.putAll(more);
        fields.putAll(about);
        var format = Struct.newBuilder();
        fields.forEach((key, value) ->
                format.putFields(key, Value.newBuilder().setStringValue(value).build()));
        return log(
                "envoy.access_loggers.file",
                FileAccessLog.newBuilder()
                        .setPath(path)
                        .setLogFormat(SubstitutionFormatString.newBuilder().setJsonFormat(format))
                        .build());
    }

    private static CommonGrpcAccessLogConfig.Builder common(String logName, Map<String, String> about) {
        var common = CommonGrpcAccessLogConfig.newBuilder()
                .setLogName(logName)
                .setTransportApiVersion(ApiVersion.V3)
                .setBufferFlushInterval(FLUSH)
                .setGrpcService(GrpcService.newBuilder()
                        .setEnvoyGrpc(GrpcService.EnvoyGrpc.newBuilder().setClusterName(Names.CONTROL_PLANE)));
        new TreeMap<>(about)
                .forEach((tag, value) -> common.addCustomTags(CustomTag.newBuilder()
                        .setTag(tag)
                        .setLiteral(CustomTag.Literal.newBuilder().setValue(value))));
        return common;
    }

    private static CustomTag route(String key) {
        var kind = MetadataKind.newBuilder().setRoute(MetadataKind.Route.getDefaultInstance());
        return tag(key, kind, Names.NAMESPACE, key);
    }

    private static CustomTag written(String filter, String tag, String... path) {
        return tag(tag, MetadataKind.newBuilder().setRequest(MetadataKind.Request.getDefaultInstance()), filter, path);
    }

    /// By the identity-mapper.
    private static CustomTag answered(String tag, String key) {
        return written(AuthorizerFilter.METADATA, tag, AuthorizerWords.ANSWER, key);
    }

    private static CustomTag tag(String tag, MetadataKind.Builder kind, String namespace, String... path) {
        var metadata = MetadataKey.newBuilder().setKey(namespace);
        for (String key : path) {
            metadata.addPath(MetadataKey.PathSegment.newBuilder().setKey(key));
        }
        return CustomTag.newBuilder()
                .setTag(tag)
                .setMetadata(CustomTag.Metadata.newBuilder().setKind(kind).setMetadataKey(metadata))
                .build();
    }

    private static AccessLog log(String name, Message config) {
        return AccessLog.newBuilder()
                .setName(name)
                .setTypedConfig(Deterministic.pack(config))
                .build();
    }
}
