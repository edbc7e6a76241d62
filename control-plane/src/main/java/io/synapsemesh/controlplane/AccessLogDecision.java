package io.synapsemesh.controlplane;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.synapsemesh.core.azure.Endpoint;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.policy.Decision;
import io.synapsemesh.core.policy.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads one entry of Envoy's gRPC access log as a decision. The tags are those the renderer asks for; an entry is
/// from a proxy, so each text is taken as it is, bounded and escaped by the log, and nothing in it is trusted to be
/// well formed. What an entry cannot tell is left out.
final class AccessLogDecision {
    static final String WORKSPACE = "workspace";
    private static final String ENDPOINT = "endpoint";
    private static final int FINGERPRINT_CHARS = 64;
    /// It carries and enforces nothing: its lines tell what went by.
    private static final String SIDECAR = "EnvoySidecar";
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404);
    private static final String REFUSED = "rbac_access_denied";
    /// Details of an answer of ext_authz: the identity-mapper refused, or did not answer in time.
    private static final String ANSWERED = "ext_authz_denied";

    private static final String UNANSWERED = "ext_authz_error";
    private static final Set<String> GROUPS = Set.of("Complete", "Partial", "Unknown");
    private static final String DENY = "deny ";
    private static final String TRIAL = "trial ";

    private AccessLogDecision() {}

    /// What became of it, in the words of contracts.md.
    private record Outcome(boolean allowed, String reason, boolean auditOnly) {
        static Outcome refused(Reason reason) {
            return new Outcome(false, reason.documentName(), false);
        }

        /// It passed; on trial is `reason`, why it would not have.
        static Outcome passed(Reason reason) {
            return new Outcome(true, reason.documentName(), reason != Reason.GRANTED);
        }
    }

    /// What is known beyond the proxy's words.
    private record Why(Outcome outcome, List<Event.RequiredPair> required, Optional<Event.Grounds> grounds) {}

    static Event.Decided http(FlowPlace place, HTTPAccessLogEntry entry, Instant now) {
        AccessLogCommon common = entry.getCommonProperties();
        var request = entry.getRequest();
        var response = entry.getResponse();
        int status = response.getResponseCode().getValue();
        Endpoint endpoint = endpoint(common, Endpoint.DEV);
        String method = request.getRequestMethod().name();
        String route = tag(common, "route");
        Optional<String> caller = caller(common, "synapsemesh.principal");
        Optional<String> issuer = caller(common, "synapsemesh.issuer");
        boolean anonymous = caller.isEmpty() && issuer.isEmpty() && status != 401;
        Why why = why(
                place,
                common,
                outcome(place, common, response.getResponseCodeDetails(), status),
                required(common),
                anonymous ? asked(place, common, endpoint, Optional.of(method), request.getPath()) : Optional.empty());
        return new Event.Decided(
                time(common, now),
                place.decides() ? "EnvoyRbac" : SIDECAR,
                place.proxy().ref().qualifiedName(),
                place.workspace().qualifiedName(),
                endpoint.documentName(),
                place.destination(endpoint),
                carrier(common),
                caller,
                Optional.empty(),
                issuer,
                groups(common, caller.isPresent()),
                why.required(),
                why.outcome().allowed(),
                why.outcome().reason(),
                why.outcome().auditOnly(),
                why.grounds(),
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

    static Event.Decided tcp(FlowPlace place, TCPAccessLogEntry entry, Instant now) {
        AccessLogCommon common = entry.getCommonProperties();
        Endpoint endpoint = endpoint(common, Endpoint.SQL);
        Outcome outcome = common.getConnectionTerminationDetails().contains(REFUSED)
                ? Outcome.refused(Reason.NO_GRANT)
                : passed(common);
        Why why = why(place, common, outcome, List.of(), asked(place, common, endpoint, Optional.empty(), ""));
        return new Event.Decided(
                time(common, now),
                place.decides() ? "EnvoyNetworkRbac" : SIDECAR,
                place.proxy().ref().qualifiedName(),
                place.workspace().qualifiedName(),
                endpoint.documentName(),
                place.destination(endpoint),
                carrier(common),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                why.required(),
                why.outcome().allowed(),
                why.outcome().reason(),
                why.outcome().auditOnly(),
                why.grounds(),
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

    /// Envoy allows the bearer of a token whose groups are all told, and no other; of others the identity-mapper says
    /// what it knew.
    private static Optional<String> groups(AccessLogCommon common, boolean bearer) {
        String told = tag(common, "groups");
        if (GROUPS.contains(told)) {
            return Optional.of(told);
        }
        return bearer && tag(common, "verdict").equals("allowed") ? Optional.of("Complete") : Optional.empty();
    }

    private static Outcome outcome(FlowPlace place, AccessLogCommon common, String details, int status) {
        boolean reached = common.hasUpstreamRemoteAddress();
        if (details.equals(UNANSWERED)) {
            return Outcome.refused(Reason.AUTHORIZER_TIMEOUT);
        }
        if (details.equals(ANSWERED)) {
            return Outcome.refused(answered(common).orElse(Reason.NO_GRANT));
        }
        if (details.startsWith(REFUSED) || !reached && REFUSALS.contains(status)) {
            return Outcome.refused(
                    switch (status) {
                        case 400 -> Reason.AMBIGUOUS_PATH;
                        case 401 -> Reason.NO_CREDENTIAL;
                        case 404 -> Reason.ENDPOINT_DISABLED;
                        default -> tag(common, "denial").startsWith(DENY) ? Reason.DENIED_BY_POLICY : Reason.NO_GRANT;
                    });
        }
        boolean decided = !tag(common, "verdict").isEmpty();
        return decided || reached || !place.decides() ? passed(common) : new Outcome(false, "InternalError", false);
    }

    /// It went on: because it may, or because what speaks against it is on trial (enforcement Audit, a Deny on
    /// trial).
    private static Outcome passed(AccessLogCommon common) {
        if (tag(common, "authorizer").equals("Allow")) {
            return Outcome.passed(answered(common).orElse(Reason.GRANTED));
        }
        if (tag(common, "verdict").equals("denied")) {
            return Outcome.passed(Reason.NO_GRANT);
        }
        return Outcome.passed(tag(common, "denial").startsWith(TRIAL) ? Reason.DENIED_BY_POLICY : Reason.GRANTED);
    }

    /// The identity-mapper's reason, in its own words.
    private static Optional<Reason> answered(AccessLogCommon common) {
        String word = tag(common, "reason");
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.documentName().equals(word))
                .findFirst();
    }

    /// Core's answer counts if it is Envoy's: else the policies have changed since, and only what Envoy named is
    /// left.
    private static Why why(
            FlowPlace place,
            AccessLogCommon common,
            Outcome outcome,
            List<Event.RequiredPair> required,
            Optional<FlowPlace.Asked> asked) {
        if (asked.isPresent()) {
            Decision decision = asked.get().decision();
            Outcome same = outcomeOf(decision);
            if (same.allowed() == outcome.allowed() && same.auditOnly() == outcome.auditOnly()) {
                return new Why(same, asked.get().required(), Optional.of(place.grounds(decision)));
            }
        }
        boolean byPolicy = outcome.reason().equals(Reason.DENIED_BY_POLICY.documentName());
        return new Why(outcome, required, byPolicy ? place.named(tag(common, "denial")) : Optional.empty());
    }

    private static Outcome outcomeOf(Decision decision) {
        return switch (decision) {
            case Decision.Allow allow ->
                Outcome.passed(allow.wouldDeny().map(Decision.Deny::reason).orElse(Reason.GRANTED));
            case Decision.Deny deny -> Outcome.refused(deny.reason());
        };
    }

    private static Optional<FlowPlace.Asked> asked(
            FlowPlace place, AccessLogCommon common, Endpoint endpoint, Optional<String> method, String target) {
        Optional<InetAddress> source = socket(common)
                .map(SocketAddress::getAddress)
                .filter(InetAddresses::isInetAddress)
                .map(InetAddresses::forString);
        Optional<SpiffeId> carrier = carrier(common);
        return place.decides() && source.isPresent() && carrier.isPresent()
                ? place.asked(endpoint, carrier.get(), source.get(), method, target)
                : Optional.empty();
    }

    /// The route's metadata: its actions, and the workspace as their scope.
    private static List<Event.RequiredPair> required(AccessLogCommon common) {
        return Splitter.on(", ")
                .omitEmptyStrings()
                .splitToStream(tag(common, "action"))
                .map(action -> new Event.RequiredPair(action, tag(common, "scope")))
                .toList();
    }

    /// A route is `GET,PUT /pipelines/{name}`.
    private static String afterMethods(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private static String tag(AccessLogCommon common, String name) {
        return common.getCustomTagsOrDefault(name, "");
    }

    private static Endpoint endpoint(AccessLogCommon common, Endpoint usual) {
        return Endpoint.byDocumentName(tag(common, ENDPOINT)).orElse(usual);
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
        return socket(common).map(socket -> {
            String host = socket.getAddress().contains(":") ? "[" + socket.getAddress() + "]" : socket.getAddress();
            return host + ":" + socket.getPortValue();
        });
    }

    /// Of the peer itself, whatever a header says.
    private static Optional<SocketAddress> socket(AccessLogCommon common) {
        Address address = common.hasDownstreamDirectRemoteAddress()
                ? common.getDownstreamDirectRemoteAddress()
                : common.getDownstreamRemoteAddress();
        return address.hasSocketAddress() ? Optional.of(address.getSocketAddress()) : Optional.empty();
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
