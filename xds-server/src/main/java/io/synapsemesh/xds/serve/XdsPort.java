package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The gRPC server of port 15010: TLS 1.3 with the control-plane certificate, client certificates wanted but
/// not needed (bare Envoy comes with a token), bounds against hostile clients.
///
/// ADS runs on the event loops, which it never blocks; everything else has a virtual thread a call.
public final class XdsPort {
    private static final int CALLS_PER_CONNECTION_MAX = 100;
    private static final int RESETS_MAX = 100;
    private static final int RESETS_WINDOW_SECONDS = 30;
    private static final int METADATA_BYTES_MAX = 32 << 10;

    private XdsPort() {}

    /// How connections are kept.
    ///
    /// @param keepAlive how long a silent connection waits for a ping; half-open ones are found by it
    /// @param connectionAge after which a connection is asked to go elsewhere, ±10 %, if at all
    public record Connections(Duration keepAlive, Duration keepAliveTimeout, Optional<Duration> connectionAge) {
        public static Connections standard() {
            return new Connections(Duration.ofSeconds(60), Duration.ofSeconds(20), Optional.empty());
        }
    }

    /// The TLS side of the port. The managers may change what they answer at any time: each handshake asks them.
    ///
    /// @param trust verifies client certificates where they are shown
    /// @throws IllegalArgumentException if no TLS context can be made of them
    public static SslContext tls(KeyManager keys, TrustManager trust) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forServer(keys))
                    .trustManager(trust)
                    .clientAuth(ClientAuth.OPTIONAL)
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("no TLS for the xDS port", e);
        }
    }

    /// A server that is not started yet.
    ///
    /// @param services all behind the credential check: [AdsServer#services], [AdsServer#guarded]
    public static Server server(
            InetSocketAddress address,
            SslContext tls,
            List<ServerServiceDefinition> services,
            Limits limits,
            Connections connections) {
        var builder = NettyServerBuilder.forAddress(address)
                .sslContext(tls)
                .directExecutor()
                .callExecutor(new CallExecutors(Executors.newVirtualThreadPerTaskExecutor()))
                .maxInboundMessageSize(limits.inboundBytes())
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .maxRstFramesPerWindow(RESETS_MAX, RESETS_WINDOW_SECONDS)
                .keepAliveTime(connections.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(connections.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        connections
                .connectionAge()
                .ifPresent(age -> builder.maxConnectionAge(age.toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnectionAgeGrace(2, TimeUnit.MINUTES));
        services.forEach(builder::addService);
        return builder.build();
    }

    private record CallExecutors(Executor virtual) implements ServerCallExecutorSupplier {
        @Override
        public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
            String service = call.getMethodDescriptor().getServiceName();
            return AggregatedDiscoveryServiceGrpc.SERVICE_NAME.equals(service) ? null : virtual;
        }
    }
}
