package io.synapsemesh.certs.issuer;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;

/// A gRPC far side on loopback, over TLS, that misbehaves on demand before the service sees a call. What is wrong
/// inside an answer is the service's own part: it asks [#fault].
public final class FakeGrpcServer implements AutoCloseable {
    private final TestCa tls;
    private final BindableService service;
    private final List<ServerInterceptor> authentication;
    private final AtomicInteger calls = new AtomicInteger();
    private final int port;
    private volatile Fault fault = Fault.NONE;
    private Server server;

    /// @param service built by whoever needs to ask for [#fault]
    @FunctionalInterface
    public interface Service {
        BindableService asking(java.util.function.Supplier<Fault> fault);
    }

    public FakeGrpcServer(TestCa tls, Service service, ServerInterceptor... authentication) {
        this.tls = tls;
        this.service = service.asking(() -> fault);
        this.authentication = List.of(authentication);
        this.server = LoopbackPorts.open(at -> listen(at, tls));
        this.port = server.getPort();
    }

    public String target() {
        return "localhost:" + port;
    }

    public int calls() {
        return calls.get();
    }

    public void become(Fault next) {
        Fault before = fault;
        fault = next;
        if (isOtherServer(before) || isOtherServer(next)) {
            stop();
            if (next != Fault.AWAY) {
                try {
                    server = listen(port, next == Fault.TLS_SWAPPED ? new TestCa("stranger", Instant.now()) : tls);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static boolean isOtherServer(Fault fault) {
        return fault == Fault.AWAY || fault == Fault.TLS_SWAPPED;
    }

    private Server listen(int at, TestCa ca) throws IOException {
        try {
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(ca.serverKeys(), new char[0]);
            var credentials = TlsServerCredentials.newBuilder()
                    .keyManager(keys.getKeyManagers())
                    .build();
            var builder = Grpc.newServerBuilderForPort(at, credentials).addService(service);
            authentication.forEach(builder::intercept);
            return builder.intercept(new Misbehaviour()).build().start();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Outermost, so that it acts before anybody is authenticated.
    private final class Misbehaviour implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            calls.incrementAndGet();
            return switch (fault) {
                case SLOW -> new ServerCall.Listener<>() {};
                case STALLED -> {
                    call.sendHeaders(new Metadata());
                    yield new ServerCall.Listener<>() {};
                }
                case RATE_LIMITED -> closed(call, 7);
                case RATE_LIMITED_FOR_DAYS -> closed(call, 86_400);
                case SERVER_ERROR -> {
                    call.close(Status.INTERNAL.withDescription("internal error"), new Metadata());
                    yield new ServerCall.Listener<>() {};
                }
                case NONE, WRONG_CHAIN, WRONG_KEY, EXPIRED, EMPTY_ANSWER, HUGE_ANSWER, TLS_SWAPPED, AWAY ->
                    next.startCall(call, headers);
            };
        }

        private <Q, A> ServerCall.Listener<Q> closed(ServerCall<Q, A> call, long seconds) {
            var status = com.google.rpc.Status.newBuilder()
                    .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                    .setMessage("too many requests")
                    .addDetails(Any.pack(RetryInfo.newBuilder()
                            .setRetryDelay(Duration.newBuilder().setSeconds(seconds))
                            .build()))
                    .build();
            var e = StatusProto.toStatusRuntimeException(status);
            var trailers = e.getTrailers();
            call.close(e.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
    }

    private void stop() {
        try {
            server.shutdownNow().awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
