package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
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
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc;
import io.synapsemesh.certs.csr.v1.SignRequest;
import io.synapsemesh.certs.csr.v1.SignResponse;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The CSR service over the real port, with both kinds of credential.
class CsrPortTest {
    private static final SpiffeId GATEWAY = SpiffeId.ofServiceAccount(TrustDomain.DEMO, "mesh", "gateway");

    private final LeafKey key = LeafKey.generate(new SecureRandom());

    @TempDir
    private Path directory;

    private ControlPlane running;

    @BeforeEach
    void start() throws Exception {
        running = Running.start(directory);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void signsForTheHolderOfANodeTokenAndThenForTheHolderOfThatCertificate() throws Exception {
        var first = sign(token(), null);
        assertThat(identity(first)).isEqualTo(GATEWAY.uri());

        var second = sign(null, first);

        assertThat(identity(second)).isEqualTo(GATEWAY.uri());
        assertThat(second.getChain(0)).isNotEqualTo(first.getChain(0));
        assertThat(Files.readString(running.dataDir().resolve("audit/audit-000000000000000001.jsonl")))
                .contains("a key of its own");
    }

    @Test
    void refusesWhoHasNoCredentialAndWhoIsNoProxy() throws Exception {
        assertThat(code(null, null)).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(code("nonsense", null)).isEqualTo(Status.Code.UNAUTHENTICATED);
        String operator =
                Files.readString(running.dataDir().resolve("operator.token")).strip();
        assertThat(code(operator, null)).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void refusesARequestThatCannotBeRead() {
        assertThatThrownBy(() -> call(token(), null, ByteString.copyFromUtf8("not a request")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    private Status.Code code(@Nullable String token, @Nullable SignResponse held) throws Exception {
        try {
            sign(token, held);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private SignResponse sign(@Nullable String token, @Nullable SignResponse held) throws Exception {
        return call(token, held, ByteString.copyFrom(key.csr().der()));
    }

    private SignResponse call(@Nullable String token, @Nullable SignResponse held, ByteString csr) throws Exception {
        var tls = GrpcSslContexts.forClient()
                .trustManager(new File(running.dataDir().toFile(), ControlPlane.BOOTSTRAP_CA));
        if (held != null) {
            tls.keyManager(pem(held), keyPem());
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", running.xdsPort())
                .sslContext(tls.build())
                .build();
        try {
            return CertificateServiceGrpc.newBlockingStub(with(channel, token))
                    .sign(SignRequest.newBuilder()
                            .setCsr(csr)
                            .setLifetime(Duration.newBuilder().setSeconds(3600))
                            .build());
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
        var made = running.tokens().create("mesh/gateway", GATEWAY, java.time.Duration.ofHours(1), List.of());
        return new String(made.text().open(), StandardCharsets.US_ASCII);
    }

    private static InputStream pem(SignResponse response) {
        return new ByteArrayInputStream(Pem.certificates(response.getChainList().stream()
                        .map(der -> Pem.certificate(der.toByteArray()))
                        .toList())
                .getBytes(StandardCharsets.US_ASCII));
    }

    private InputStream keyPem() {
        return new ByteArrayInputStream(Pem.privateKey(key.privateKey().open()));
    }

    private static String identity(SignResponse response) throws Exception {
        X509Certificate leaf = Pem.certificate(response.getChain(0).toByteArray());
        return String.valueOf(
                leaf.getSubjectAlternativeNames().iterator().next().get(1));
    }
}
