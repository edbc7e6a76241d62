package io.synapsemesh.benchmarks.plane;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.csr.v1.CertificateServiceGrpc;
import io.synapsemesh.certs.csr.v1.SignRequest;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// How a proxy comes to its certificate: by its node token, on the xDS port.
///
/// @param port of xDS
/// @param token bearer, of one proxy
public record Login(int port, String token) {
    /// A key and the chain that was issued for it, leaf first.
    public record Svid(KeyPair pair, List<X509Certificate> chain) {
        public KeyManager keys() {
            return Keys.of(pair, chain.toArray(X509Certificate[]::new));
        }
    }

    public Svid svid(KeyPair pair) throws IOException {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        var channel = Channels.bare(port);
        try {
            var signed = CertificateServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .sign(request(csr(pair)));
            return new Svid(
                    pair,
                    signed.getChainList().stream()
                            .map(der -> Pem.certificate(der.toByteArray()))
                            .toList());
        } finally {
            channel.shutdownNow();
        }
    }

    public static SignRequest request(SigningRequest csr) {
        return SignRequest.newBuilder().setCsr(ByteString.copyFrom(csr.der())).build();
    }

    private static SigningRequest csr(KeyPair pair) throws IOException {
        try {
            return SigningRequest.parse(new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic())
                    .build(new JcaContentSignerBuilder(LeafKey.SIGNATURE).build(pair.getPrivate()))
                    .getEncoded());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }
}
