package io.synapsemesh.controlplane;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one entry of Envoy's gRPC access log as a decision. The tags are those the renderer asks for; an entry is
/// from a proxy, so each text is taken as it is, bounded and escaped by the log, and nothing in it is trusted to be
/// well
/// formed.
final class AccessLogDecision {
    static final String WORKSPACE = "workspace";
    private static final String ENDPOINT = "endpoint";
    private static final int FINGERPRINT_CHARS = 64;
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404);

    private AccessLogDecision() {}

    static Event.Decided http(DocumentRef proxy, HTTPAccessLogEntry entry, Instant now) {
        AccessLogCommon common = entry.getCommonProperties();
        var request = entry.getRequest();
        var response = entry.getResponse();
        int status = response.getResponseCode().getValue();
        boolean own = !common.hasUpstreamRemoteAddress();
        boolean allowed = !tag(common, "verdict").equals("denied") && !(own && REFUSALS.contains(status));
        String method = request.getRequestMethod().name();
        String route = tag(common, "route");
        String action = tag(common, "action");
        return new Event.Decided(
                time(common, now),
                "EnvoyRbac",
                proxy.qualifiedName(),
                tag(common, WORKSPACE),
                endpoint(common, Endpoint.DEV),
                carrier(common),
                caller(common, "synapsemesh.principal"),
                Optional.empty(),
                caller(common, "synapsemesh.issuer"),
                action.isEmpty() ? List.of() : List.of(new Event.RequiredPair(action, tag(common, "scope"))),
                allowed,
                reason(allowed, status, tag(common, "denial")).documentName(),
                allowed && !tag(common, "denial").isEmpty(),
                List.of(),
                Optional.of(route.isEmpty() ? method : method + " " + afterMethods(route)),
                Optional.of(request.getPath()),
                status == 0 ? Optional.empty() : Optional.of(status),
                address(common),
                request.getRequestHeadersBytes() + request.getRequestBodyBytes(),
                response.getResponseHeadersBytes() + response.getResponseBodyBytes(),
                duration(common),
                nonEmpty(request.getRequestId()),
                nonEmpty(tag(common, "traceId")),
                fingerprint(common));
    }

    static Event.Decided tcp(DocumentRef proxy, TCPAccessLogEntry entry, Instant now) {
        AccessLogCommon common = entry.getCommonProperties();
        boolean allowed = !tag(common, "verdict").equals("denied")
                && !common.getConnectionTerminationDetails().contains("rbac_access_denied");
        return new Event.Decided(
                time(common, now),
                "EnvoyNetworkRbac",
                proxy.qualifiedName(),
                tag(common, WORKSPACE),
                endpoint(common, Endpoint.SQL),
                carrier(common),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                allowed,
                reason(allowed, 403, tag(common, "denial")).documentName(),
                allowed && !tag(common, "denial").isEmpty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                address(common),
                entry.getConnectionProperties().getReceivedBytes(),
                entry.getConnectionProperties().getSentBytes(),
                duration(common),
                Optional.empty(),
                Optional.empty(),
                fingerprint(common));
    }

    private static Reason reason(boolean allowed, int status, String denial) {
        if (allowed) {
            return Reason.GRANTED;
        }
        return switch (status) {
            case 400 -> Reason.AMBIGUOUS_PATH;
            case 401 -> Reason.NO_CREDENTIAL;
            case 404 -> Reason.ENDPOINT_DISABLED;
            default -> denial.isEmpty() ? Reason.NO_GRANT : Reason.DENIED_BY_POLICY;
        };
    }

    /// A route is `GET,PUT /pipelines/{name}`.
    private static String afterMethods(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private static String tag(AccessLogCommon common, String name) {
        return common.getCustomTagsOrDefault(name, "");
    }

    private static String endpoint(AccessLogCommon common, Endpoint usual) {
        String text = tag(common, ENDPOINT);
        return Endpoint.byDocumentName(text).orElse(usual).documentName();
    }

    private static Optional<SpiffeId> carrier(AccessLogCommon common) {
        List<TLSProperties.CertificateProperties.SubjectAltName> names =
                common.getTlsProperties().getPeerCertificateProperties().getSubjectAltNameList();
        if (names.size() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(SpiffeId.parse(names.getFirst().getUri()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// A filter state object of factory `envoy.string` comes as a StringValue or as bytes, by Envoy's version.
    private static Optional<String> caller(AccessLogCommon common, String key) {
        var any = common.getFilterStateObjectsMap().get(key);
        if (any == null) {
            return Optional.empty();
        }
        try {
            if (any.is(com.google.protobuf.StringValue.class)) {
                return nonEmpty(
                        any.unpack(com.google.protobuf.StringValue.class).getValue());
            }
            if (any.is(com.google.protobuf.BytesValue.class)) {
                return nonEmpty(any.unpack(com.google.protobuf.BytesValue.class)
                        .getValue()
                        .toStringUtf8());
            }
            return Optional.empty();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> address(AccessLogCommon common) {
        Address address = common.hasDownstreamDirectRemoteAddress()
                ? common.getDownstreamDirectRemoteAddress()
                : common.getDownstreamRemoteAddress();
        if (!address.hasSocketAddress()) {
            return Optional.empty();
        }
        var socket = address.getSocketAddress();
        String host = socket.getAddress().contains(":") ? "[" + socket.getAddress() + "]" : socket.getAddress();
        return Optional.of(host + ":" + socket.getPortValue());
    }

    private static Instant time(AccessLogCommon common, Instant now) {
        if (!common.hasStartTime()) {
            return now;
        }
        Timestamp start = common.getStartTime();
        return Instant.ofEpochSecond(start.getSeconds(), start.getNanos());
    }

    private static Optional<Duration> duration(AccessLogCommon common) {
        if (common.hasDuration()) {
            return Optional.of(Duration.ofNanos(Durations.toNanos(common.getDuration())));
        }
        return common.hasTimeToLastDownstreamTxByte()
                ? Optional.of(Duration.ofNanos(Durations.toNanos(common.getTimeToLastDownstreamTxByte())))
                : Optional.empty();
    }

    private static Optional<String> fingerprint(AccessLogCommon common) {
        return caller(common, "synapsemesh.certificate").filter(text -> text.length() == FINGERPRINT_CHARS);
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
