package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.csr.SignRate;
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc;
import io.synapsemesh.certs.csr.v1.SignRequest;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.PemText;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateRequest;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateResponse;
import io.synapsemesh.certs.issuer.istio.v1.IstioCertificateServiceGrpc;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Istio's certificate API over the real port, asked by a plain gRPC client as a node agent of Istio asks istiod.
class IstioCaPortTest {
    private static final SpiffeId GATEWAY = SpiffeId.ofServiceAccount(TrustDomain.DEMO, "mesh", "gateway");
    private static final SpiffeId SIDECAR = SpiffeId.ofServiceAccount(TrustDomain.DEMO, "etl", "nightly");

    private final LeafKey key = LeafKey.generate(new SecureRandom());

    @TempDir
    private Path directory;

    private @Nullable ControlPlane running;

    @AfterEach
    void stop() {
        running().close();
    }

    @Test
    void signsForTheHolderOfANodeTokenAndThenForTheHolderOfThatCertificate() throws Exception {
        serve(SignRate.STANDARD);
        var first = create(token(), null, request());
        assertThat(identity(first)).isEqualTo(GATEWAY.uri());
        assertThat(first.getCertChainList().getLast()).isEqualTo(running().meshBundlePem());

        var second = create(null, first, request());

        assertThat(identity(second)).isEqualTo(GATEWAY.uri());
        assertThat(second.getCertChain(0)).isNotEqualTo(first.getCertChain(0));
        assertThat(audit()).contains("a key of its own");
    }

    @Test
    void givesNobodyTheIdentityOfAnother() throws Exception {
        serve(SignRate.STANDARD);
        var asked = request().toBuilder()
                .setMetadata(Struct.newBuilder()
                        .putFields(
                                "ImpersonatedIdentity",
                                Value.newBuilder().setStringValue(SIDECAR.uri()).build()))
                .build();
        assertThat(code(() -> create(token(), null, asked))).isEqualTo(Status.Code.PERMISSION_DENIED);
        var own = create(token(), null, request());
        assertThat(code(() -> create(null, own, asked))).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void refusesWhoHasNoCredentialAndWhoIsNoProxy() throws Exception {
        serve(SignRate.STANDARD);
        assertThat(code(() -> create(null, null, request()))).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(code(() -> create("nonsense", null, request()))).isEqualTo(Status.Code.UNAUTHENTICATED);
        String operator =
                Files.readString(running().dataDir().resolve("operator.token")).strip();
        assertThat(code(() -> create(operator, null, request()))).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void countsTogetherWithOurOwnService() throws Exception {
        serve(new SignRate(2, Duration.ofHours(1), 8));
        create(token(), null, request());
        ask(
                token(),
                null,
                channel -> CertificateServiceGrpc.newBlockingStub(channel)
                        .sign(SignRequest.newBuilder()
                                .setCsr(ByteString.copyFrom(key.csr().der()))
                                .build()));
        assertThat(code(() -> create(token(), null, request()))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void isNotThereUnlessItIsAskedFor() throws Exception {
        running = Running.start(directory);
        assertThat(code(() -> create(token(), null, request()))).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    private void serve(SignRate rate) {
        var plain =
                Running.settings(Running.documents(directory), directory.resolve("data"), Settings.DemoTrust.ALLOWED);
        running = ControlPlane.start(plain.with(rate).with(Settings.IstioCa.SERVED));
    }

    private ControlPlane running() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private interface Call {
        void run() throws Exception;
    }

    private static Status.Code code(Call call) {
        var caught = new Status.Code[] {Status.Code.OK};
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> caught[0] = e.getStatus().getCode());
        return caught[0];
    }

    private IstioCertificateRequest request() {
        return IstioCertificateRequest.newBuilder()
                .setCsr(IssuedChain.pem(key.csr()))
                .setValidityDuration(3600)
                .build();
    }

    private IstioCertificateResponse create(
            @Nullable String token, @Nullable IstioCertificateResponse held, IstioCertificateRequest asked)
            throws Exception {
        return ask(
                token,
                held,
                channel -> IstioCertificateServiceGrpc.newBlockingStub(channel).createCertificate(asked));
    }

    private <T> T ask(@Nullable String token, @Nullable IstioCertificateResponse held, Function<Channel, T> call)
            throws Exception {
        var tls = GrpcSslContexts.forClient()
                .trustManager(new File(running().dataDir().toFile(), ControlPlane.BOOTSTRAP_CA));
        if (held != null) {
            // As Istio's agent does: all entries but the last, which is the roots.
            var chain = held.getCertChainList().subList(0, held.getCertChainCount() - 1);
            tls.keyManager(stream(String.join("", chain)), keyPem());
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "localhost", running().xdsPort())
                .sslContext(tls.build())
                .build();
        try {
            return call.apply(with(channel, token));
        } finally {
            channel.shutdownNow();
        }
    }

    private static Channel with(ManagedChannel channel, @Nullable String token) {
        if (token == null) {
            return channel;
        }
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private String token() {
        var made = running().tokens().create("mesh/gateway", GATEWAY, Duration.ofHours(1), List.of());
        return new String(made.text().open(), StandardCharsets.US_ASCII);
    }

    private String audit() throws Exception {
        return Files.readString(running().dataDir().resolve("audit/audit-000000000000000001.jsonl"));
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private InputStream keyPem() {
        return new ByteArrayInputStream(Pem.privateKey(key.privateKey().open()));
    }

    private static String identity(IstioCertificateResponse response) throws Exception {
        var leaf = PemText.certificates(response.getCertChain(0)).getFirst();
        return String.valueOf(
                leaf.getSubjectAlternativeNames().iterator().next().get(1));
    }
}
