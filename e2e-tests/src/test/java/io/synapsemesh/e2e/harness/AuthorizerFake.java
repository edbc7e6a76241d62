package io.synapsemesh.e2e.harness;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.StreamObserver;
import io.synapsemesh.xds.render.AuthorizerWords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The identity-mapper's port, played by a test: a real gRPC server over TLS that answers ext_authz as it is told
/// to, and remembers what it was asked. It believes whoever comes: whom the real one believes is that one's test.
public final class AuthorizerFake implements AutoCloseable {
    private static final Context.Key<Optional<Certificate>> CALLER = Context.key("caller");

    private final Server server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Function<CheckRequest, CheckResponse> answers = _ -> allow();

    /// @param chainPem of the control plane's door: what gateways check
    public AuthorizerFake(String chainPem, String keyPem) {
        this(chainPem, keyPem, 0);
    }

    public AuthorizerFake(String chainPem, String keyPem, int port) {
        try {
            var tls = GrpcSslContexts.configure(SslContextBuilder.forServer(stream(chainPem), stream(keyPem)))
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .clientAuth(ClientAuth.OPTIONAL)
                    .build();
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
                    .sslContext(tls)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .addService(new Service())
                    .intercept(new Callers())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One question.
    ///
    /// @param certificate what the gateway showed of itself
    public record Asked(CheckRequest request, Optional<Certificate> certificate) {}

    public int port() {
        return server.getPort();
    }

    /// @param how may block, as an overloaded mapper does, or throw, as if none were there
    public void answer(Function<CheckRequest, CheckResponse> how) {
        answers = how;
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public void forget() {
        asked.clear();
    }

    public static CheckResponse allow() {
        return CheckResponse.newBuilder()
                .setStatus(Status.newBuilder().setCode(0))
                .setOkResponse(OkHttpResponse.getDefaultInstance())
                .setDynamicMetadata(said(AuthorizerWords.ALLOW))
                .build();
    }

    /// Allows, and sets a header of the request.
    public static CheckResponse allow(String header, String value) {
        return allow().toBuilder()
                .setOkResponse(OkHttpResponse.newBuilder().addHeaders(header(header, value)))
                .build();
    }

    /// Allows, and takes a header off the request.
    public static CheckResponse remove(String header) {
        return allow().toBuilder()
                .setOkResponse(OkHttpResponse.newBuilder().addHeadersToRemove(header))
                .build();
    }

    public static CheckResponse deny(int status, String body) {
        return CheckResponse.newBuilder()
                .setStatus(Status.newBuilder().setCode(7))
                .setDeniedResponse(DeniedHttpResponse.newBuilder()
                        .setStatus(HttpStatus.newBuilder().setCode(StatusCode.forNumber(status)))
                        .addHeaders(header("content-type", "application/json"))
                        .setBody(body))
                .setDynamicMetadata(said(AuthorizerWords.DENY))
                .build();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Struct said(String verdict) {
        var answer = Struct.newBuilder()
                .putFields(AuthorizerWords.VERDICT, text(verdict))
                .putFields(AuthorizerWords.DECISION_ID, text("01JD3V5K8R"));
        return Struct.newBuilder()
                .putFields(
                        AuthorizerWords.ANSWER,
                        Value.newBuilder().setStructValue(answer).build())
                .build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static HeaderValueOption header(String name, String value) {
        return HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
                .build();
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private final class Service extends AuthorizationGrpc.AuthorizationImplBase {
        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
            asked.add(new Asked(request, CALLER.get()));
            CheckResponse answer;
            try {
                answer = answers.apply(request);
            } catch (RuntimeException e) {
                reply.onError(io.grpc.Status.UNAVAILABLE
                        .withDescription(e.getMessage())
                        .asRuntimeException());
                return;
            }
            reply.onNext(answer);
            reply.onCompleted();
        }
    }

    private static final class Callers implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
            return Contexts.interceptCall(
                    Context.current().withValue(CALLER, certificate(session)), call, headers, next);
        }

        private static Optional<Certificate> certificate(@Nullable SSLSession session) {
            try {
                return session == null ? Optional.empty() : Optional.of(session.getPeerCertificates()[0]);
            } catch (SSLPeerUnverifiedException e) {
                return Optional.empty();
            }
        }
    }
}
