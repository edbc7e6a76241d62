package io.synapsemesh.certs.issuer.spire;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.TestCa;
import io.synapsemesh.certs.issuer.spire.v1.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase;
import io.synapsemesh.certs.issuer.spire.v1.X509SVID;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDRequest;
import io.synapsemesh.certs.issuer.spire.v1.X509SVIDResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An agent's Workload API on a Unix socket, from the SPIFFE Workload API specification, sections 3 to 5: the security
/// header, one message at once and one for each change.
final class WorkloadApiFake extends SpiffeWorkloadAPIImplBase implements AutoCloseable {
    private final Clock clock;
    private final Path socket;
    private final TestCa ca;
    private final EpollEventLoopGroup threads = new EpollEventLoopGroup(2);
    private final List<StreamObserver<X509SVIDResponse>> streams = new ArrayList<>();
    private Fault fault = Fault.NONE;
    private X509SVIDResponse present;
    private int calls;
    private Server server;

    WorkloadApiFake(Path socket, Clock clock) {
        this.clock = clock;
        this.socket = socket;
        this.ca = new TestCa("spire", clock.instant());
        this.present = message();
        this.server = listen();
    }

    /// From now on; what is already open ends, if this is no matter of content.
    synchronized void become(Fault next) {
        Fault before = fault;
        fault = next;
        switch (next) {
            case SLOW, STALLED, SERVER_ERROR -> end(Status.INTERNAL.withDescription("internal error"));
            case AWAY -> {
                end(Status.UNAVAILABLE);
                server.shutdownNow();
            }
            case NONE,
                    WRONG_CHAIN,
                    WRONG_KEY,
                    EXPIRED,
                    EMPTY_ANSWER,
                    HUGE_ANSWER,
                    RATE_LIMITED,
                    RATE_LIMITED_FOR_DAYS,
                    TLS_SWAPPED -> {}
        }
        if (before == Fault.AWAY && next != Fault.AWAY) {
            server = listen();
        }
    }

    /// New leaves, sent to every open stream.
    synchronized void renew() {
        present = message();
        streams.removeIf(stream -> !sent(stream));
    }

    synchronized int calls() {
        return calls;
    }

    synchronized boolean hasStreams() {
        return !streams.isEmpty();
    }

    @Override
    public synchronized void fetchX509SVID(X509SVIDRequest request, StreamObserver<X509SVIDResponse> answers) {
        calls++;
        switch (fault) {
            case SLOW, STALLED -> {}
            case SERVER_ERROR -> answers.onError(Status.INTERNAL.asRuntimeException());
            case NONE,
                    WRONG_CHAIN,
                    WRONG_KEY,
                    EXPIRED,
                    EMPTY_ANSWER,
                    HUGE_ANSWER,
                    RATE_LIMITED,
                    RATE_LIMITED_FOR_DAYS,
                    TLS_SWAPPED,
                    AWAY -> {
                streams.add(answers);
                sent(answers);
            }
        }
    }

    private boolean sent(StreamObserver<X509SVIDResponse> stream) {
        try {
            stream.onNext(present);
            return true;
        } catch (RuntimeException gone) {
            return false;
        }
    }

    private void end(Status status) {
        for (var stream : streams) {
            try {
                stream.onError(status.asRuntimeException());
            } catch (RuntimeException gone) {
                // The other side was faster.
            }
        }
        streams.clear();
    }

    private X509SVIDResponse message() {
        var message = X509SVIDResponse.newBuilder();
        if (fault != Fault.EMPTY_ANSWER) {
            message.addSvids(svid(Fixture.SIDECAR.text(), List.of()))
                    .addSvids(svid(Fixture.WORKSPACE.text(), Fixture.HOSTS));
        }
        if (fault == Fault.HUGE_ANSWER) {
            message.addCrl(ByteString.copyFrom(new byte[10_000_000]));
        }
        return message.build();
    }

    private X509SVID svid(String id, List<String> hosts) {
        Instant now = clock.instant();
        KeyPair pair = LeafKey.p256(Fixture.RANDOM);
        var signer = fault == Fault.WRONG_CHAIN ? new TestCa("stranger", now) : ca;
        var from = fault == Fault.EXPIRED ? now.minus(Duration.ofMinutes(90)) : now.minus(Duration.ofSeconds(10));
        var until = fault == Fault.EXPIRED ? now.minus(Duration.ofMinutes(60)) : now.plus(Duration.ofHours(23));
        var leaf = signer.leaf(pair.getPublic(), Optional.of(id), hosts, from, until, TestCa.SPIRE);
        var key = fault == Fault.WRONG_KEY ? LeafKey.p256(Fixture.RANDOM) : pair;
        return X509SVID.newBuilder()
                .setSpiffeId(id)
                .setX509Svid(
                        ByteString.copyFrom(Pem.der(leaf)).concat(ByteString.copyFrom(Pem.der(signer.intermediate()))))
                .setX509SvidKey(ByteString.copyFrom(key.getPrivate().getEncoded()))
                .setBundle(ByteString.copyFrom(Pem.der(ca.root())))
                .build();
    }

    private Server listen() {
        try {
            Files.deleteIfExists(socket);
            return NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                    .channelType(EpollServerDomainSocketChannel.class)
                    .bossEventLoopGroup(threads)
                    .workerEventLoopGroup(threads)
                    .intercept(new SecurityHeader())
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        threads.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }
}
