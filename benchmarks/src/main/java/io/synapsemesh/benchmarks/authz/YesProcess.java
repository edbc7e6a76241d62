package io.synapsemesh.benchmarks.authz;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.ServerInterceptors;
import io.grpc.stub.StreamObserver;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.synapsemesh.benchmarks.plane.Keys;
import io.synapsemesh.benchmarks.process.Answers;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.crypto.NativeCrypto;
import io.synapsemesh.controlplane.admin.Jul;
import io.synapsemesh.xds.serve.Limits;
import io.synapsemesh.xds.serve.XdsPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The main class of the references: the same two ports over the same TLS, a `Check` that always answers OK and an
/// HTTP server that always answers 204. Greets with their ports.
final class YesProcess {
    private static final int HEADERS_BYTES_MAX = 64 << 10;
    private static final int NO_CONTENT = 204;
    private static final CheckResponse OK = CheckResponse.newBuilder()
            .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
            .setOkResponse(OkHttpResponse.getDefaultInstance())
            .build();

    private YesProcess() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        NativeCrypto.install();
        Jul.quiet();
        var keys = Keys.selfSigned(LeafKey.p256(new SecureRandom()));
        Answers.serve(checks(keys) + " " + auths(keys), _ -> "");
    }

    private static int checks(KeyManager keys) throws IOException {
        var yes = new AuthorizationGrpc.AuthorizationImplBase() {
            @Override
            public void check(CheckRequest request, StreamObserver<CheckResponse> answers) {
                answers.onNext(OK);
                answers.onCompleted();
            }
        };
        return XdsPort.server(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        XdsPort.tls(keys, Keys.anyone()),
                        List.of(ServerInterceptors.intercept(yes)),
                        Limits.standard(),
                        XdsPort.Connections.standard())
                .start()
                .getPort();
    }

    private static int auths(KeyManager keys) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {Keys.anyone()}, null);
        return WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .tls(Tls.builder()
                        .sslContext(context)
                        .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                        .clientAuth(TlsClientAuth.OPTIONAL)
                        .build())
                .maxPayloadSize(0)
                .addProtocol(
                        Http1Config.builder().maxHeadersSize(HEADERS_BYTES_MAX).build())
                .shutdownHook(false)
                .routing(HttpRouting.builder()
                        .any((_, response) -> response.status(NO_CONTENT).send()))
                .build()
                .start()
                .port();
    }
}
