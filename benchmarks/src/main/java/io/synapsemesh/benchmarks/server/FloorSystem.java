package io.synapsemesh.benchmarks.server;

import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The floor: what gRPC Java itself costs. It writes the same finished bytes to every stream of a view and reads the
/// acknowledgements; it keeps no state, compares nothing, serialises nothing twice.
final class FloorSystem implements ServedSystem {
    private final World world;
    private final Layout layout;
    private final Acks acks;
    private final Map<String, List<StreamObserver<byte[]>>> streams = new ConcurrentHashMap<>();

    FloorSystem(World world, Layout layout, Acks acks) {
        this.world = world;
        this.layout = layout;
        this.acks = acks;
    }

    @Override
    public List<ServerServiceDefinition> services() {
        MethodDescriptor<DeltaDiscoveryRequest, byte[]> method =
                AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod().toBuilder(
                                AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                                        .getRequestMarshaller(),
                                new Bytes())
                        .build();
        return List.of(ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
                .addMethod(method, ServerCalls.asyncBidiStreamingCall(Stream::new))
                .build());
    }

    @Override
    public void publish() {
        // Nothing is kept: a stream that opens is told of nothing.
    }

    @Override
    public void publish(int workspace) {
        byte[] bytes = response(workspace);
        for (int view : layout.viewsOf(workspace)) {
            for (var stream : streams.getOrDefault(layout.view(view), List.of())) {
                stream.onNext(bytes);
            }
        }
    }

    /// The bytes our own server would send: the same fields, the origin among them.
    private byte[] response(int workspace) {
        var cluster = world.cluster(workspace);
        var resource = io.synapsemesh.xds.snapshot.Resource.of(cluster.getName(), cluster)
                .from(Origin.of(new DocumentRef("SynapseWorkspace", "analytics", "contoso-" + workspace), 1));
        return header("1").toByteString().concat(resource.deltaEntry()).toByteArray();
    }

    private static DeltaDiscoveryResponse header(String nonce) {
        return DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(TypeUrl.CLUSTER.url())
                .setNonce(nonce)
                .setControlPlane(ControlPlane.newBuilder().setIdentifier("bench"))
                .build();
    }

    private final class Stream implements StreamObserver<DeltaDiscoveryRequest> {
        private final StreamObserver<byte[]> responses;

        Stream(StreamObserver<byte[]> responses) {
            this.responses = responses;
        }

        @Override
        public void onNext(DeltaDiscoveryRequest request) {
            if (!request.getResponseNonce().isEmpty()) {
                acks.read();
            } else if (request.getTypeUrl().equals(TypeUrl.CLUSTER.url())) {
                streams.computeIfAbsent(request.getNode().getId(), _ -> new CopyOnWriteArrayList<>())
                        .add(responses);
                responses.onNext(header("0").toByteArray());
            } else {
                responses.onNext(header("0").toBuilder()
                        .setTypeUrl(request.getTypeUrl())
                        .build()
                        .toByteArray());
            }
        }

        @Override
        public void onError(Throwable error) {
            forget();
        }

        @Override
        public void onCompleted() {
            forget();
            responses.onCompleted();
        }

        private void forget() {
            streams.values().forEach(all -> all.remove(responses));
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new Finished(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("the server sends responses, it does not read them");
        }
    }

    private static final class Finished extends ByteArrayInputStream implements Drainable, KnownLength {
        Finished(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = count - pos;
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
