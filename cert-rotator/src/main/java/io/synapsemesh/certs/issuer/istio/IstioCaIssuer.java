package io.synapsemesh.certs.issuer.istio;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.IssuerChannel;
import io.synapsemesh.certs.issuer.SmallFile;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateRequest;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateServiceGrpc;
import io.synapsemesh.core.identity.SpiffeId;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A client of `istio.v1.auth.IstioCertificateService/CreateCertificate`, as istiod, istio-csr and our own
/// [IstioCertificateService] serve it.
///
/// That CA signs what the caller *is*: identities of the form `/ns/<namespace>/sa/<service account>` and no host names.
/// A workspace's own SVID has another form and host names, so it is refused here before anybody is asked.
public final class IstioCaIssuer implements LeafIssuer, AutoCloseable {
    static final String IMPERSONATED = "ImpersonatedIdentity";
    private static final Pattern WORKLOAD = Pattern.compile("/ns/[^/]+/sa/[^/]+");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> CLUSTER_ID =
            Metadata.Key.of("clusterid", Metadata.ASCII_STRING_MARSHALLER);

    private final IstioCaConfig config;
    private final Clock clock;
    private final IssuerChannel channel;

    public IstioCaIssuer(IstioCaConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.channel = new IssuerChannel(config.endpoint(), clock);
    }

    @Override
    public String name() {
        return "istioCa";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        var identity = requireWorkload(request);
        var roots = config.anchors().roots();
        var asked = IstioCertificateRequest.newBuilder()
                .setCsr(IssuedChain.pem(csr))
                .setValidityDuration(request.lifetime().toSeconds());
        if (!identity.equals(config.self())) {
            asked.setMetadata(Struct.newBuilder()
                    .putFields(
                            IMPERSONATED,
                            Value.newBuilder().setStringValue(identity.uri()).build()));
        }
        var headers = headers();
        var answer = channel.call(open -> IstioCertificateServiceGrpc.newBlockingStub(open)
                .withDeadlineAfter(channel.deadlineMillis(), TimeUnit.MILLISECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .createCertificate(asked.build()));
        var certificates = IssuedChain.parse(name(), answer.getCertChainList());
        return IssuedChain.accept(name(), request, csr, certificates, roots, clock.instant());
    }

    private static SpiffeId requireWorkload(LeafRequest request) {
        if (request.name() instanceof LeafName.Svid(SpiffeId identity)
                && WORKLOAD.matcher(identity.path()).matches()
                && request.dnsNames().isEmpty()) {
            return identity;
        }
        throw new IssuanceRefused("Istio's CA signs service accounts without host names, not "
                + request.name().text());
    }

    private Metadata headers() {
        var headers = new Metadata();
        var token = SmallFile.token(config.tokenFile());
        headers.put(AUTHORIZATION, "Bearer " + new String(token.open(), StandardCharsets.US_ASCII));
        config.clusterId().ifPresent(id -> headers.put(CLUSTER_ID, id));
        return headers;
    }

    @Override
    public Anchors anchors() {
        return config.anchors().roots().anchors();
    }

    @Override
    public X509Certificate signer() {
        return config.anchors().roots().signer();
    }

    @Override
    public void close() {
        channel.close();
    }
}
