package io.synapsemesh.benchmarks.issuance;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc;
import io.synapsemesh.certs.csr.v1.SignRequest;
import io.synapsemesh.certs.csr.v1.SignResponse;
import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// The main class of the callers: 32 at once, each with a connection of its own. Commands: `login NAME PORT TOKEN`
/// gets a certificate with a token and connects anew with it; `connect NAME PORT` shows a self-signed one; `sign NAME
/// N` answers when N certificates were received and looked at.
final class ClientProcess {
    private static final int CALLERS = 32;
    private static final int REQUESTS = 64;

    private final SecureRandom random = new SecureRandom();
    private final KeyPair own = LeafKey.p256(random);
    private final List<SignRequest> requests = new ArrayList<>();
    private final Map<String, List<ManagedChannel>> channels = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

    public static void main(String[] arguments) throws IOException {
        var client = new ClientProcess();
        for (int i = 0; i < REQUESTS; i++) {
            client.requests.add(request(LeafKey.generate(client.random).csr()));
        }
        Answers.serve("ready", words -> switch (words[0]) {
            case "login" -> client.login(words[1], Integer.parseInt(words[2]), words[3]);
            case "connect" -> client.open(words[1], Integer.parseInt(words[2]), Keys.selfSigned(client.own));
            case "sign" -> client.sign(words[1], Integer.parseInt(words[2]));
            default -> throw new IllegalArgumentException("no such command");
        });
    }

    private String login(String name, int port, String token) throws IOException {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        var channel = channel(port, Keys.selfSigned(own), false);
        try {
            var signed = CertificateServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .sign(request(csrOf(own)));
            return open(
                    name,
                    port,
                    Keys.of(
                            own,
                            signed.getChainList().stream()
                                    .map(der -> Pem.certificate(der.toByteArray()))
                                    .toArray(Certificate[]::new)));
        } finally {
            channel.shutdownNow();
        }
    }

    private String open(String name, int port, KeyManager keys) throws SSLException {
        var all = new ArrayList<ManagedChannel>();
        for (int i = 0; i < CALLERS; i++) {
            all.add(channel(port, keys, true));
        }
        channels.put(name, all);
        return Integer.toString(CALLERS);
    }

    private static ManagedChannel channel(int port, KeyManager keys, boolean showing) throws SSLException {
        SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(Keys.anyone());
        if (showing) {
            tls.keyManager(keys);
        }
        return NettyChannelBuilder.forAddress("localhost", port)
                .sslContext(tls.build())
                .build();
    }

    private String sign(String name, int count) throws Exception {
        var all = Objects.requireNonNull(channels.get(name), "connected before");
        List<Future<Integer>> received = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            var channel = all.get(caller);
            int first = caller;
            received.add(threads.submit(() -> signSome(channel, first, count / CALLERS)));
        }
        int bytes = 0;
        for (var one : received) {
            bytes += one.get();
        }
        return Integer.toString(bytes);
    }

    private int signSome(ManagedChannel channel, int first, int count) {
        var stub = CertificateServiceGrpc.newBlockingStub(channel);
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            SignResponse response = stub.sign(requests.get((first + i) % REQUESTS));
            bytes += response.getChainCount() == 0 ? 0 : response.getChain(0).size();
        }
        return bytes;
    }

    private static SignRequest request(SigningRequest csr) {
        return SignRequest.newBuilder().setCsr(ByteString.copyFrom(csr.der())).build();
    }

    private static SigningRequest csrOf(KeyPair pair) throws IOException {
        try {
            return SigningRequest.parse(new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic())
                    .build(new JcaContentSignerBuilder(LeafKey.SIGNATURE).build(pair.getPrivate()))
                    .getEncoded());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }
}
