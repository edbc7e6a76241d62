package io.synapsemesh.xds.render;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.UpstreamTrust;
import io.synapsemesh.xds.snapshot.Deterministic;
import java.util.List;

/// The five TLS contexts of the mesh (rules.md B). Inside it no session is ever resumed: behind the SPIFFE
/// validator a resumed connection has no validated peer, and RBAC would refuse it. Each side checks the other
/// against a bundle that comes over SDS with the SPIFFE validator in it; a plain empty validation context would
/// accept anyone.
final class Tls {
    /// Where Debian, Ubuntu and the images made from them keep the authorities. Envoy has no setting for "the
    /// system's".
    private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

    private Tls() {}

    /// A gateway's, for one workspace: presents the workspace, asks who is there.
    static TransportSocket gateway(SpiffeId workspace, List<String> alpn) {
        var common = common(alpn)
                .addTlsCertificateSdsSecretConfigs(Ads.secret(Names.svid(workspace)))
                .setValidationContextSdsSecretConfig(Ads.secret(Names.bundles()));
        return downstream(DownstreamTlsContext.newBuilder()
                .setRequireClientCertificate(BoolValue.of(true))
                .setCommonTlsContext(common));
    }

    /// A sidecar's, for applications beside it: a certificate for the host, nothing asked.
    static TransportSocket application(SpiffeId self, String host, List<String> alpn) {
        var common = common(alpn).addTlsCertificateSdsSecretConfigs(Ads.secret(Names.clientFacing(self, host)));
        return downstream(DownstreamTlsContext.newBuilder().setCommonTlsContext(common));
    }

    /// A sidecar's, to the gateways: who shows any identity but the workspace's is not the gateway.
    static TransportSocket mesh(SpiffeId self, SpiffeId workspace, String host, List<String> alpn) {
        var exact = CertificateValidationContext.newBuilder()
                .addMatchTypedSubjectAltNames(san(SubjectAltNameMatcher.SanType.URI, Strings.exact(workspace.uri())));
        var common = common(alpn)
                .addTlsCertificateSdsSecretConfigs(Ads.secret(Names.svid(self)))
                .setCombinedValidationContext(CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                        .setDefaultValidationContext(exact)
                        .setValidationContextSdsSecretConfig(Ads.secret(Names.bundle(workspace.trustDomain()))));
        return upstream(UpstreamTlsContext.newBuilder()
                .setSni(host)
                .setMaxSessionKeys(UInt32Value.of(0))
                .setCommonTlsContext(common));
    }

    /// A gateway's, to the control plane: shows itself, and believes the door's own authority alone.
    static TransportSocket controlPlane(SpiffeId self, SpiffeId controlPlane, String door) {
        var validation = CertificateValidationContext.newBuilder()
                .setTrustedCa(DataSource.newBuilder().setInlineString(door))
                .addMatchTypedSubjectAltNames(
                        san(SubjectAltNameMatcher.SanType.URI, Strings.exact(controlPlane.uri())));
        return upstream(UpstreamTlsContext.newBuilder()
                .setMaxSessionKeys(UInt32Value.of(0))
                .setCommonTlsContext(common(List.of("h2"))
                        .addTlsCertificateSdsSecretConfigs(Ads.secretInTime(Names.svid(self)))
                        .setValidationContext(validation)));
    }

    /// A gateway's, to Synapse: the public certificate of exactly this host.
    static TransportSocket synapse(String host, UpstreamTrust trust) {
        DataSource authorities = switch (trust) {
            case UpstreamTrust.System() ->
                DataSource.newBuilder().setFilename(SYSTEM_AUTHORITIES).build();
            case UpstreamTrust.Pem(String certificates) ->
                DataSource.newBuilder().setInlineString(certificates).build();
        };
        var validation = CertificateValidationContext.newBuilder()
                .setTrustedCa(authorities)
                .addMatchTypedSubjectAltNames(san(SubjectAltNameMatcher.SanType.DNS, Strings.exact(host)));
        return upstream(UpstreamTlsContext.newBuilder()
                .setSni(host)
                .setCommonTlsContext(common(List.of()).setValidationContext(validation)));
    }

    private static CommonTlsContext.Builder common(List<String> alpn) {
        return CommonTlsContext.newBuilder()
                .addAllAlpnProtocols(alpn)
                .setTlsParams(TlsParameters.newBuilder()
                        .setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_2)
                        .setTlsMaximumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3));
    }

    private static SubjectAltNameMatcher san(SubjectAltNameMatcher.SanType type, StringMatcher matcher) {
        return SubjectAltNameMatcher.newBuilder()
                .setSanType(type)
                .setMatcher(matcher)
                .build();
    }

    private static TransportSocket downstream(DownstreamTlsContext.Builder tls) {
        return socket(tls.setDisableStatelessSessionResumption(true)
                .setDisableStatefulSessionResumption(true)
                .build());
    }

    private static TransportSocket upstream(UpstreamTlsContext.Builder tls) {
        return socket(tls.build());
    }

    private static TransportSocket socket(Message tls) {
        return TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.tls")
                .setTypedConfig(Deterministic.pack(tls))
                .build();
    }
}
