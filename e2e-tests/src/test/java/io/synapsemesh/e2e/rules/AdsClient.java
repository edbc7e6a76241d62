package io.synapsemesh.e2e.rules;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Somebody with a credential, or none, at the control plane's door: asks for resources as no Envoy would.
public final class AdsClient implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final ManagedChannel channel;
    private final Channel withCredential;

    private AdsClient(ManagedChannel channel, @Nullable String bearer) {
        this.channel = channel;
        if (bearer == null) {
            withCredential = channel;
        } else {
            var headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + bearer);
            withCredential = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        }
    }

    static AdsClient withToken(int port, String doorCa, String token) {
        return new AdsClient(channel(port, doorCa, null), token);
    }

    static AdsClient withCertificate(int port, String doorCa, Certificates.Held held) {
        return new AdsClient(channel(port, doorCa, held), null);
    }

    static AdsClient withNothing(int port, String doorCa) {
        return new AdsClient(channel(port, doorCa, null), null);
    }

    /// What a question was answered with.
    sealed interface Answer {
        /// @param resources by name; empty if nothing there is for the asker
        record Given(Map<String, Any> resources) implements Answer {}

        record Refused(Status status) implements Answer {}
    }

    /// The channel with the credential on every call, for services other than ADS.
    Channel calls() {
        return withCredential;
    }

    /// Asks over Delta for named resources, or for everything where there are no names.
    ///
    /// @param node what the asker says it is
    Answer delta(String node, TypeUrl type, String... names) throws InterruptedException {
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        var requests = AggregatedDiscoveryServiceGrpc.newStub(withCredential)
                .deltaAggregatedResources(new StreamObserver<DeltaDiscoveryResponse>() {
                    @Override
                    public void onNext(DeltaDiscoveryResponse answer) {
                        var resources = new TreeMap<String, Any>();
                        for (Resource resource : answer.getResourcesList()) {
                            resources.put(resource.getName(), resource.getResource());
                        }
                        answers.add(new Answer.Given(resources));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answers.add(new Answer.Refused(Status.fromThrowable(failure)));
                    }

                    @Override
                    public void onCompleted() {
                        answers.add(new Answer.Refused(Status.OK.withDescription("completed")));
                    }
                });
        requests.onNext(DeltaDiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId(node))
                .setTypeUrl(type.url())
                .addAllResourceNamesSubscribe(List.of(names))
                .build());
        return first(answers, requests);
    }

    /// The same over state of the world.
    Answer stateOfTheWorld(String node, TypeUrl type, String... names) throws InterruptedException {
        BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
        var requests = AggregatedDiscoveryServiceGrpc.newStub(withCredential)
                .streamAggregatedResources(new StreamObserver<DiscoveryResponse>() {
                    @Override
                    public void onNext(DiscoveryResponse answer) {
                        var resources = new TreeMap<String, Any>();
                        int count = 0;
                        for (Any resource : answer.getResourcesList()) {
                            resources.put("#" + count++, resource);
                        }
                        answers.add(new Answer.Given(resources));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answers.add(new Answer.Refused(Status.fromThrowable(failure)));
                    }

                    @Override
                    public void onCompleted() {
                        answers.add(new Answer.Refused(Status.OK.withDescription("completed")));
                    }
                });
        requests.onNext(DiscoveryRequest.newBuilder()
                .setNode(Node.newBuilder().setId(node))
                .setTypeUrl(type.url())
                .addAllResourceNames(List.of(names))
                .build());
        return first(answers, requests);
    }

    /// A certificate with its key, as its owner gets it.
    Optional<Certificates.Held> held(String node, String secret) throws InterruptedException {
        return switch (delta(node, TypeUrl.SECRET, secret)) {
            case Answer.Refused _ -> Optional.empty();
            case Answer.Given(Map<String, Any> resources) ->
                resources.values().stream().findFirst().map(AdsClient::held);
        };
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static <Q> Answer first(BlockingQueue<Answer> answers, StreamObserver<Q> requests)
            throws InterruptedException {
        Answer answer = answers.poll(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        requests.onError(Status.CANCELLED.asRuntimeException());
        if (answer == null) {
            throw new IllegalStateException("the control plane neither answers nor refuses");
        }
        return answer;
    }

    private static Certificates.Held held(Any packed) {
        try {
            var certificate = packed.unpack(Secret.class).getTlsCertificate();
            return Certificates.Held.ofPem(
                    certificate.getCertificateChain().getInlineBytes().toStringUtf8()
                            + certificate.getCertificateChain().getInlineString(),
                    certificate.getPrivateKey().getInlineBytes().toStringUtf8()
                            + certificate.getPrivateKey().getInlineString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ManagedChannel channel(int port, String doorCa, Certificates.@Nullable Held held) {
        try {
            var tls = GrpcSslContexts.forClient()
                    .trustManager(new ByteArrayInputStream(doorCa.getBytes(StandardCharsets.US_ASCII)));
            if (held != null) {
                tls.keyManager(held.key(), held.chain().toArray(X509Certificate[]::new));
            }
            return NettyChannelBuilder.forAddress("localhost", port)
                    .sslContext(tls.build())
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
