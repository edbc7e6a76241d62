package io.synapsemesh.xds.serve;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The two ways one protocol is written. Everything else is shared.
///
/// @param <Q> the transport's request message
sealed interface Wire<Q> {
    Request read(Q message);

    Frame frame(Delivery delivery, String nonce);

    /// Whether a response replaces what came before it, for the types where that is so at all.
    boolean fullState();

    /// The metric label.
    String label();

    /// `DeltaAggregatedResources`.
    final class Delta implements Wire<DeltaDiscoveryRequest> {
        private static final Frame.Fields FIELDS = new Frame.Fields(
                DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER,
                DeltaDiscoveryResponse.NONCE_FIELD_NUMBER,
                DeltaDiscoveryResponse.CONTROL_PLANE_FIELD_NUMBER);
        private final Heads heads;

        Delta(String controlPlane) {
            heads = new Heads(FIELDS, controlPlane);
        }

        @Override
        public Request read(DeltaDiscoveryRequest message) {
            return new Request(
                    message.getNode().getId(),
                    agent(message.getNode()),
                    message.getTypeUrl(),
                    message.getResponseNonce(),
                    rejection(message.hasErrorDetail(), message.getErrorDetail()),
                    new Request.Wanted.Difference(
                            message.getResourceNamesSubscribeList(),
                            message.getResourceNamesUnsubscribeList(),
                            message.getInitialResourceVersionsMap()));
        }

        @Override
        public Frame frame(Delivery delivery, String nonce) {
            ByteString tail = ProtoFields.text(FIELDS.nonce(), nonce);
            for (String name : delivery.removed()) {
                tail = tail.concat(ProtoFields.text(DeltaDiscoveryResponse.REMOVED_RESOURCES_FIELD_NUMBER, name));
            }
            return new Frame(heads.of(delivery.type()), delivery.body(), Frame.Encoding.DELTA, tail);
        }

        @Override
        public boolean fullState() {
            return false;
        }

        @Override
        public String label() {
            return "delta";
        }
    }

    /// `StreamAggregatedResources`.
    final class StateOfTheWorld implements Wire<DiscoveryRequest> {
        private static final Frame.Fields FIELDS = new Frame.Fields(
                DiscoveryResponse.TYPE_URL_FIELD_NUMBER,
                DiscoveryResponse.NONCE_FIELD_NUMBER,
                DiscoveryResponse.CONTROL_PLANE_FIELD_NUMBER);
        private final Heads heads;

        StateOfTheWorld(String controlPlane) {
            heads = new Heads(FIELDS, controlPlane);
        }

        @Override
        public Request read(DiscoveryRequest message) {
            return new Request(
                    message.getNode().getId(),
                    agent(message.getNode()),
                    message.getTypeUrl(),
                    message.getResponseNonce(),
                    rejection(message.hasErrorDetail(), message.getErrorDetail()),
                    new Request.Wanted.Whole(message.getResourceNamesList()));
        }

        @Override
        public Frame frame(Delivery delivery, String nonce) {
            ByteString tail = ProtoFields.text(DiscoveryResponse.VERSION_INFO_FIELD_NUMBER, delivery.version())
                    .concat(ProtoFields.text(FIELDS.nonce(), nonce));
            return new Frame(heads.of(delivery.type()), delivery.body(), Frame.Encoding.SOTW, tail);
        }

        @Override
        public boolean fullState() {
            return true;
        }

        @Override
        public String label() {
            return "sotw";
        }
    }

    /// The part all responses of a type share. Clients may name types of their own, so only known ones are kept.
    final class Heads {
        private final Frame.Fields fields;
        private final String controlPlane;
        private final Map<TypeUrl, ByteString> known = new ConcurrentHashMap<>();

        Heads(Frame.Fields fields, String controlPlane) {
            this.fields = fields;
            this.controlPlane = controlPlane;
        }

        ByteString of(TypeUrl type) {
            return TypeUrl.PUSH_ORDER.contains(type)
                    ? known.computeIfAbsent(type, t -> Frame.head(fields, t, controlPlane))
                    : Frame.head(fields, type, controlPlane);
        }
    }

    private static Optional<String> rejection(boolean rejected, Status detail) {
        return rejected ? Optional.of(detail.getMessage()) : Optional.empty();
    }

    private static String agent(Node node) {
        var version = node.getUserAgentBuildVersion().getVersion();
        String text = node.getUserAgentVersion().isEmpty()
                ? version.getMajorNumber() + "." + version.getMinorNumber() + "." + version.getPatch()
                : node.getUserAgentVersion();
        String agent = node.getUserAgentName().isEmpty() ? "" : node.getUserAgentName() + " " + text;
        return agent.length() <= 128 ? agent : agent.substring(0, 128);
    }
}
