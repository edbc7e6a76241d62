package io.synapsemesh.xds.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata.Key;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An xDS client over a real gRPC stream, small enough to read: it subscribes, ACKs, NACKs and keeps what it
/// was given, the same words for both transports.
final class XdsClient implements AutoCloseable {
    static final Key<String> AUTHORIZATION = Key.of("authorization", io.grpc.Metadata.ASCII_STRING_MARSHALLER);
    private static final int WAIT_SECONDS = 10;
    /// A type nobody has: its first request is answered in order, so it marks a point in the stream.
    private static final String FENCE = "type.googleapis.com/test.Fence";

    private final Transport transport;
    private final String nodeId;
    private final ClientCall<?, ?> call;
    private final Sender sender;
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private final List<Reply> early = new ArrayList<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private final Map<TypeUrl, SortedMap<String, String>> state = new TreeMap<>();
    private final Map<TypeUrl, Set<String>> wanted = new TreeMap<>();
    private final Map<TypeUrl, String> lastNonce = new TreeMap<>();
    private final Map<TypeUrl, String> lastVersion = new TreeMap<>();
    private boolean identified;
    private int fences;

    private interface Sender {
        void send(
                TypeUrl type,
                List<String> subscribe,
                List<String> unsubscribe,
                Map<String, String> have,
                String nonce,
                @Nullable String error);
    }

    private XdsClient(Transport transport, Channel channel, String nodeId, boolean reading) {
        this.transport = transport;
        this.nodeId = nodeId;
        if (transport == Transport.DELTA) {
            var delta = start(
                    channel,
                    AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
                    XdsClient::reply,
                    reading);
            call = delta;
            sender = (type, subscribe, unsubscribe, have, nonce, error) ->
                    delta.sendMessage(delta(type, subscribe, unsubscribe, have, nonce, error));
        } else {
            var sotw = start(
                    channel, AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(), this::reply, reading);
            call = sotw;
            sender = (type, _, _, _, nonce, error) -> sotw.sendMessage(sotw(type, nonce, error));
        }
    }

    static XdsClient connect(Transport transport, Channel channel, String token, String nodeId) {
        return new XdsClient(transport, authorized(channel, token), nodeId, true);
    }

    /// A client that sends and never reads.
    static XdsClient stalled(Transport transport, Channel channel, String token, String nodeId) {
        return new XdsClient(transport, authorized(channel, token), nodeId, false);
    }

    static Channel authorized(Channel channel, String token) {
        var headers = new io.grpc.Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    Transport transport() {
        return transport;
    }

    /// Subscribes; no name at all is the legacy wildcard if it comes first.
    XdsClient subscribe(TypeUrl type, String... names) {
        wanted.computeIfAbsent(type, _ -> new LinkedHashSet<>()).addAll(Arrays.asList(names));
        sender.send(type, List.of(names), List.of(), Map.of(), lastNonce.getOrDefault(type, ""), null);
        return this;
    }

    /// Subscribes as a client that connects again and says what it has kept.
    XdsClient subscribeAgain(TypeUrl type, Map<String, String> have, String... names) {
        wanted.computeIfAbsent(type, _ -> new LinkedHashSet<>()).addAll(Arrays.asList(names));
        state.computeIfAbsent(type, _ -> new TreeMap<>()).putAll(have);
        sender.send(type, List.of(names), List.of(), have, "", null);
        return this;
    }

    XdsClient unsubscribe(TypeUrl type, String... names) {
        wanted.computeIfAbsent(type, _ -> new LinkedHashSet<>()).removeAll(Arrays.asList(names));
        sender.send(type, List.of(), List.of(names), Map.of(), lastNonce.getOrDefault(type, ""), null);
        return this;
    }

    /// Subscribes with a nonce of the test's choice.
    XdsClient subscribeWithNonce(TypeUrl type, String nonce, String... names) {
        wanted.computeIfAbsent(type, _ -> new LinkedHashSet<>()).addAll(Arrays.asList(names));
        sender.send(type, List.of(names), List.of(), Map.of(), nonce, null);
        return this;
    }

    XdsClient ack(Reply reply) {
        lastNonce.put(reply.type(), reply.nonce());
        keep(reply);
        sender.send(reply.type(), List.of(), List.of(), Map.of(), reply.nonce(), null);
        return this;
    }

    XdsClient nack(Reply reply, String error) {
        lastNonce.put(reply.type(), reply.nonce());
        sender.send(reply.type(), List.of(), List.of(), Map.of(), reply.nonce(), error);
        return this;
    }

    /// Refuses as Envoy does: of clusters and listeners the good part is applied, of other types nothing.
    XdsClient refuse(Reply reply, Set<String> bad, String error) {
        if (reply.type().fullState()) {
            SortedMap<String, String> kept = state.computeIfAbsent(reply.type(), _ -> new TreeMap<>());
            if (transport == Transport.SOTW) {
                kept.keySet().removeIf(name -> !reply.resources().containsKey(name));
            }
            reply.resources().forEach((name, version) -> {
                if (!bad.contains(name)) {
                    kept.put(name, version);
                }
            });
            reply.removed().forEach(kept::remove);
        }
        return nack(reply, error);
    }

    /// Starts to read, for a stalled client.
    void read() {
        call.request(1);
    }

    /// The next response of the type; others wait for their turn.
    Reply next(TypeUrl type) {
        for (Reply reply : early) {
            if (reply.type().equals(type)) {
                early.remove(reply);
                return reply;
            }
        }
        while (true) {
            Reply reply = next();
            if (reply.type().equals(type)) {
                return reply;
            }
            early.add(reply);
        }
    }

    /// The next response of any type.
    Reply nextOfAny() {
        return early.isEmpty() ? next() : early.removeFirst();
    }

    Reply nextAcked(TypeUrl type) {
        Reply reply = next(type);
        ack(reply);
        return reply;
    }

    /// Everything that was sent up to now, without ACKing it: asks for a type nobody has and waits for that answer.
    List<Reply> untilNow() {
        TypeUrl fence = TypeUrl.parse(FENCE + fences++);
        sender.send(fence, List.of("x"), List.of(), Map.of(), "", null);
        List<Reply> before = new ArrayList<>(early);
        early.clear();
        while (true) {
            Reply reply = next();
            if (reply.type().equals(fence)) {
                return before;
            }
            if (!reply.type().url().startsWith(FENCE)) {
                before.add(reply);
            }
        }
    }

    void hearsNothing() {
        assertThat(untilNow()).isEmpty();
    }

    /// Responses may come, but none with content.
    void hearsNoResource(TypeUrl type) {
        assertThat(untilNow()).allSatisfy(reply -> assertThat(reply.names()).isEmpty());
        assertThat(state(type)).isEmpty();
    }

    /// ACKs whatever comes until nothing more does.
    XdsClient settle() {
        while (true) {
            List<Reply> heard = untilNow();
            if (heard.isEmpty()) {
                return this;
            }
            heard.forEach(this::ack);
        }
    }

    /// What the client has, by name.
    SortedMap<String, String> state(TypeUrl type) {
        return state.getOrDefault(type, new TreeMap<>());
    }

    Status ended() {
        try {
            return status.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the stream did not end", e);
        }
    }

    boolean open() {
        return !status.isDone();
    }

    @Override
    public void close() {
        call.cancel("the test is over", null);
    }

    private Reply next() {
        try {
            Reply reply = replies.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (reply == null) {
                throw new AssertionError("no response came; the stream " + status);
            }
            return reply;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void keep(Reply reply) {
        SortedMap<String, String> kept = state.computeIfAbsent(reply.type(), _ -> new TreeMap<>());
        if (transport == Transport.SOTW && reply.type().fullState()) {
            kept.clear();
        }
        kept.putAll(reply.resources());
        reply.removed().forEach(kept::remove);
    }

    private Node node() {
        if (identified) {
            return Node.getDefaultInstance();
        }
        identified = true;
        return Node.newBuilder().setId(nodeId).setUserAgentName("test").build();
    }

    private DeltaDiscoveryRequest delta(
            TypeUrl type,
            List<String> subscribe,
            List<String> unsubscribe,
            Map<String, String> have,
            String nonce,
            @Nullable String error) {
        var request = DeltaDiscoveryRequest.newBuilder()
                .setNode(node())
                .setTypeUrl(type.url())
                .addAllResourceNamesSubscribe(subscribe)
                .addAllResourceNamesUnsubscribe(unsubscribe)
                .putAllInitialResourceVersions(have)
                .setResponseNonce(nonce);
        if (error != null) {
            request.setErrorDetail(
                    com.google.rpc.Status.newBuilder().setCode(13).setMessage(error));
        }
        return request.build();
    }

    private DiscoveryRequest sotw(TypeUrl type, String nonce, @Nullable String error) {
        var request = DiscoveryRequest.newBuilder()
                .setNode(node())
                .setTypeUrl(type.url())
                .addAllResourceNames(wanted.getOrDefault(type, Set.of()))
                .setVersionInfo(lastVersion.getOrDefault(type, ""))
                .setResponseNonce(nonce);
        if (error != null) {
            request.setErrorDetail(
                    com.google.rpc.Status.newBuilder().setCode(13).setMessage(error));
        }
        return request.build();
    }

    private <Q, A> ClientCall<Q, A> start(
            Channel channel,
            MethodDescriptor<Q, A> method,
            java.util.function.Function<A, Reply> reading,
            boolean requests) {
        ClientCall<Q, A> started = channel.newCall(method, CallOptions.DEFAULT);
        started.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(A message) {
                        replies.add(reading.apply(message));
                        started.request(1);
                    }

                    @Override
                    public void onClose(Status closed, io.grpc.Metadata trailers) {
                        status.complete(closed);
                    }
                },
                new io.grpc.Metadata());
        if (requests) {
            started.request(1);
        }
        return started;
    }

    private static Reply reply(DeltaDiscoveryResponse response) {
        SortedMap<String, String> resources = new TreeMap<>();
        Map<String, Metadata> metadata = new TreeMap<>();
        for (Resource resource : response.getResourcesList()) {
            assertThat(resource.getResource().getTypeUrl()).isEqualTo(response.getTypeUrl());
            resources.put(resource.getName(), resource.getVersion());
            metadata.put(resource.getName(), resource.getMetadata());
        }
        return new Reply(
                TypeUrl.parse(response.getTypeUrl()),
                resources,
                new TreeSet<>(response.getRemovedResourcesList()),
                metadata,
                response.getNonce(),
                response.getControlPlane().getIdentifier());
    }

    private Reply reply(DiscoveryResponse response) {
        TypeUrl type = TypeUrl.parse(response.getTypeUrl());
        lastVersion.put(type, response.getVersionInfo());
        SortedMap<String, String> resources = new TreeMap<>(Comparator.naturalOrder());
        for (Any any : response.getResourcesList()) {
            String name = name(any);
            resources.put(name, version(type, name, any));
        }
        return new Reply(
                type,
                resources,
                Set.of(),
                Map.of(),
                response.getNonce(),
                response.getControlPlane().getIdentifier());
    }

    private static String version(TypeUrl type, String name, Any any) {
        try {
            return type.equals(TypeUrl.SECRET)
                    ? io.synapsemesh.xds.snapshot.Resource.of(name, any.unpack(Secret.class))
                            .versionText()
                    : Version.of(type, name, any.getValue().asReadOnlyByteBuffer())
                            .text();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(Any any) {
        try {
            TypeUrl type = TypeUrl.parse(any.getTypeUrl());
            if (type.equals(TypeUrl.CLUSTER)) {
                return any.unpack(Cluster.class).getName();
            } else if (type.equals(TypeUrl.ENDPOINT)) {
                return any.unpack(ClusterLoadAssignment.class).getClusterName();
            } else if (type.equals(TypeUrl.LISTENER)) {
                return any.unpack(Listener.class).getName();
            } else if (type.equals(TypeUrl.ROUTE)) {
                return any.unpack(RouteConfiguration.class).getName();
            } else if (type.equals(TypeUrl.SECRET)) {
                return any.unpack(Secret.class).getName();
            }
            return any.unpack(TypedExtensionConfig.class).getName();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
