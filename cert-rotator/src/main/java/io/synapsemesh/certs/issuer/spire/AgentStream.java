package io.synapsemesh.certs.issuer.spire;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.spire.v1.SpiffeWorkloadAPIGrpc;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDRequest;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One stream of `FetchX509SVID`, from its opening to its end. Not opened again: who wants another makes another.
final class AgentStream implements AutoCloseable {
    /// An agent's message holds its bundle once for each identity.
    static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    private static final Metadata.Key<String> SECURITY_HEADER =
            Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile @Nullable String end;

    /// @param messages called on a thread of gRPC, in order
    AgentStream(Path socket, Consumer<X509SVIDResponse> messages) {
        channel = Grpc.newChannelBuilder("unix://" + socket, InsecureChannelCredentials.create())
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .disableRetry()
                .build();
        var headers = new Metadata();
        headers.put(SECURITY_HEADER, "true");
        SpiffeWorkloadAPIGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .fetchX509SVID(X509SVIDRequest.getDefaultInstance(), new Answers(messages));
    }

    /// Opened when the first message came or the stream ended.
    CountDownLatch begun() {
        return begun;
    }

    /// Why there is nothing more to come; empty while there is.
    Optional<String> end() {
        return Optional.ofNullable(end);
    }

    private final class Answers implements ClientResponseObserver<X509SVIDRequest, X509SVIDResponse> {
        private final Consumer<X509SVIDResponse> messages;

        Answers(Consumer<X509SVIDResponse> messages) {
            this.messages = messages;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<X509SVIDRequest> call) {}

        @Override
        public void onNext(X509SVIDResponse message) {
            messages.accept(message);
            begun.countDown();
        }

        @Override
        public void onError(Throwable t) {
            var status = Status.fromThrowable(t);
            end = status.getCode() + ": " + IssuedChain.quoted(String.valueOf(status.getDescription()));
            begun.countDown();
        }

        @Override
        public void onCompleted() {
            end = "it closed the stream";
            begun.countDown();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
