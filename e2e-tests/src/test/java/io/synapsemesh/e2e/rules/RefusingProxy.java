package io.synapsemesh.e2e.rules;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A proxy that takes the first trust bundle it is given and no other.
final class RefusingProxy implements AutoCloseable {
    private final AdsClient client;
    private final StreamObserver<DeltaDiscoveryRequest> requests;
    private final AtomicInteger refused = new AtomicInteger();
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    RefusingProxy(AdsClient client, String node, String bundle) {
        this.client = client;
        this.requests = AggregatedDiscoveryServiceGrpc.newStub(client.calls()).deltaAggregatedResources(new Answers());
        send(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId(node))
                .addResourceNamesSubscribe(bundle));
    }

    void awaitFirst() {
        first.join();
    }

    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        requests.onError(Status.CANCELLED.asRuntimeException());
        client.close();
    }

    private synchronized void send(DeltaDiscoveryRequest.Builder request) {
        requests.onNext(request.setTypeUrl(TypeUrl.SECRET.url()).build());
    }

    private final class Answers implements StreamObserver<DeltaDiscoveryResponse> {
        private Optional<String> taken = Optional.empty();

        @Override
        public void onNext(@Nullable DeltaDiscoveryResponse answer) {
            if (answer == null || answer.getResourcesCount() == 0) {
                return;
            }
            String version = answer.getResources(0).getVersion();
            var reply = DeltaDiscoveryRequest.newBuilder().setResponseNonce(answer.getNonce());
            if (taken.isPresent() && !taken.get().equals(version)) {
                refused.incrementAndGet();
                reply.setErrorDetail(com.google.rpc.Status.newBuilder()
                        .setCode(13)
                        .setMessage(answer.getResources(0).getName() + ": cannot load the authorities"));
            } else {
                taken = Optional.of(version);
            }
            send(reply);
            first.complete(null);
        }

        @Override
        public void onError(Throwable failure) {
            first.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
