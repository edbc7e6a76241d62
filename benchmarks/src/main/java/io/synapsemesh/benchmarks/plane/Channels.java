package io.synapsemesh.benchmarks.plane;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;

/// gRPC over TLS to a port of loopback. Each channel has a connection of its own.
public final class Channels {
    private Channels() {}

    /// Without a certificate.
    public static ManagedChannel bare(int port) throws SSLException {
        return open(
                port, GrpcSslContexts.forClient().trustManager(Keys.anyone()).build());
    }

    public static ManagedChannel showing(int port, KeyManager keys) throws SSLException {
        return open(
                port,
                GrpcSslContexts.forClient()
                        .trustManager(Keys.anyone())
                        .keyManager(keys)
                        .build());
    }

    private static ManagedChannel open(int port, SslContext tls) {
        return NettyChannelBuilder.forAddress("localhost", port).sslContext(tls).build();
    }
}
