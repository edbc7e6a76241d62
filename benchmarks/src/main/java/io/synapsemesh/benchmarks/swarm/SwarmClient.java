package io.synapsemesh.benchmarks.swarm;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One delta ADS client. Sends its node with every request, as Envoy does by default, and acknowledges everything.
final class SwarmClient {
    private static final Metadata.Key<String> NODE = Metadata.Key.of("x-bench-node", Metadata.ASCII_STRING_MARSHALLER);
    private static final int INBOUND_BYTES_MAX = 64 << 20;
    private static final MethodDescriptor<DeltaDiscoveryRequest, Received> METHOD =
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod().toBuilder(
                            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                                    .getRequestMarshaller(),
                            new Received.Marshaller())
                    .build();

    private final Swarm swarm;
    private final Node node;
    private final Wants wants;
    private final Map<String, String> versions = new HashMap<>();
    private @Nullable ManagedChannel channel;
    private @Nullable ClientCall<DeltaDiscoveryRequest, Received> call;

    SwarmClient(Wants wants, Swarm swarm) {
        this.swarm = swarm;
        this.wants = wants;
        this.node = Node.newBuilder()
                .setId(wants.node())
                .setCluster("mesh")
                .setUserAgentName("envoy")
                .setUserAgentVersion("1.40.0")
                .build();
    }

    /// @param opened runs once, when each type had its first answer
    synchronized void open(int port, Runnable opened) {
        var newChannel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(INBOUND_BYTES_MAX)
                .build();
        channel = newChannel;
        ClientCall<DeltaDiscoveryRequest, Received> newCall = newChannel.newCall(METHOD, CallOptions.DEFAULT);
        call = newCall;
        var headers = new Metadata();
        headers.put(NODE, node.getId());
        newCall.start(new Listener(newCall, wants.names().size(), opened), headers);
        newCall.request(1);
        wants.names().forEach((type, names) -> {
            var first = request(type).addAllResourceNamesSubscribe(names);
            if (names.isEmpty()) {
                first.putAllInitialResourceVersions(versions);
            }
            newCall.sendMessage(first.build());
        });
    }

    synchronized void close() {
        if (call != null) {
            call.cancel("the swarm goes", null);
            call = null;
        }
        if (channel != null) {
            channel.shutdownNow();
            try {
                channel.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            channel = null;
        }
    }

    private DeltaDiscoveryRequest.Builder request(TypeUrl type) {
        return DeltaDiscoveryRequest.newBuilder().setNode(node).setTypeUrl(type.url());
    }

    private final class Listener extends ClientCall.Listener<Received> {
        private final ClientCall<DeltaDiscoveryRequest, Received> call;
        private final Runnable opened;
        private int awaited;

        Listener(ClientCall<DeltaDiscoveryRequest, Received> call, int awaited, Runnable opened) {
            this.call = call;
            this.awaited = awaited;
            this.opened = opened;
        }

        @Override
        public void onMessage(Received received) {
            if (received.typeUrl().equals(TypeUrl.CLUSTER.url())) {
                received.versions().forEach((name, version) -> versions.put(name.intern(), version.intern()));
            }
            swarm.resources.add(received.resources());
            swarm.bytes.add(received.bytes());
            call.sendMessage(DeltaDiscoveryRequest.newBuilder()
                    .setNode(node)
                    .setTypeUrl(received.typeUrl())
                    .setResponseNonce(received.nonce())
                    .build());
            call.request(1);
            if (--awaited == 0) {
                opened.run();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (awaited > 0) {
                System.err.println("a stream ended before its first answer: " + status);
            }
        }
    }
}
