package io.synapsemesh.xds.render;

import com.google.common.net.InetAddresses;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.core.v3.WatchedDirectory;
import io.envoyproxy.envoy.extensions.filters.http.credential_injector.v3.CredentialInjector;
import io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.Generic;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.nio.file.Path;
import java.util.List;

/// The cluster of the control plane, in the bootstrap: TLS to whoever the control-plane CA says is the control
/// plane, and the node token on every stream, read again from its file for each.
final class ControlPlaneCluster {
    static final String CA = "control-plane-ca";
    static final String TOKEN = "node-token";

    private static final int KEEPALIVE_SECONDS = 30;
    private static final int KEEPALIVE_TIMEOUT_SECONDS = 10;

    private ControlPlaneCluster() {}

    static Cluster render(BootstrapInput input) {
        String host = input.xds().host();
        boolean address = InetAddresses.isInetAddress(host);
        return Clusters.limits(Names.CONTROL_PLANE)
                .setType(address ? Cluster.DiscoveryType.STATIC : Cluster.DiscoveryType.STRICT_DNS)
                .setLoadAssignment(Endpoints.of(Names.CONTROL_PLANE, List.of(input.xds())))
                .setTransportSocket(tls(input, address ? "" : host))
                .putTypedExtensionProtocolOptions(Clusters.HTTP_OPTIONS, Deterministic.pack(protocol(input)))
                .build();
    }

    /// The name of the file of one secret, in the secrets folder.
    static String file(String secret) {
        return secret + ".yaml";
    }

    private static HttpProtocolOptions protocol(BootstrapInput input) {
        var http2 = Http2ProtocolOptions.newBuilder()
                .setMaxConcurrentStreams(UInt32Value.of(100))
                .setConnectionKeepalive(KeepaliveSettings.newBuilder()
                        .setInterval(Seconds.of(KEEPALIVE_SECONDS))
                        .setTimeout(Seconds.of(KEEPALIVE_TIMEOUT_SECONDS)));
        var token = LateFields.withPrefix(
                Generic.newBuilder()
                        .setCredential(secret(input.secretsFolder(), TOKEN))
                        .build(),
                "Bearer ");
        var injector = CredentialInjector.newBuilder()
                .setOverwrite(true)
                .setCredential(TypedExtensionConfig.newBuilder()
                        .setName("envoy.http.injected_credentials.generic")
                        .setTypedConfig(Deterministic.pack(token)));
        return HttpProtocolOptions.newBuilder()
                .setExplicitHttpConfig(
                        HttpProtocolOptions.ExplicitHttpConfig.newBuilder().setHttp2ProtocolOptions(http2))
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.credential_injector")
                        .setTypedConfig(Deterministic.pack(injector.build())))
                .addHttpFilters(HttpFilter.newBuilder()
                        .setName("envoy.filters.http.upstream_codec")
                        .setTypedConfig(Deterministic.pack(UpstreamCodec.getDefaultInstance())))
                .build();
    }

    private static TransportSocket tls(BootstrapInput input, String sni) {
        var name = SubjectAltNameMatcher.newBuilder()
                .setSanType(SubjectAltNameMatcher.SanType.URI)
                .setMatcher(Strings.exact(input.controlPlane().uri()));
        var common = CommonTlsContext.newBuilder()
                .addAlpnProtocols("h2")
                .setTlsParams(TlsParameters.newBuilder()
                        .setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_2)
                        .setTlsMaximumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3))
                .setCombinedValidationContext(CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                        .setDefaultValidationContext(
                                CertificateValidationContext.newBuilder().addMatchTypedSubjectAltNames(name))
                        .setValidationContextSdsSecretConfig(secret(input.secretsFolder(), CA)));
        var tls = UpstreamTlsContext.newBuilder()
                .setSni(sni)
                .setMaxSessionKeys(UInt32Value.of(0))
                .setCommonTlsContext(common);
        return TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(Deterministic.pack(tls.build()))
                .build();
    }

    private static SdsSecretConfig secret(Path folder, String name) {
        return SdsSecretConfig.newBuilder()
                .setName(name)
                .setSdsConfig(fromFile(folder, file(name)))
                .build();
    }

    static ConfigSource fromFile(Path folder, String file) {
        return ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setPathConfigSource(PathConfigSource.newBuilder()
                        .setPath(folder.resolve(file).toString())
                        .setWatchedDirectory(WatchedDirectory.newBuilder().setPath(folder.toString())))
                .build();
    }
}
