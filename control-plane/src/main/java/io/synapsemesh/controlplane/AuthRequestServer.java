package io.synapsemesh.controlplane;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.synapsemesh.controlplane.admin.Jul;
import io.synapsemesh.controlplane.federation.ConnectionDeadline;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.identity.serve.AuthAnswer;
import io.synapsemesh.identity.serve.AuthRequest;
import io.synapsemesh.xds.serve.Authentication;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Nginx' `auth_request`: `GET /v1/auth` on port 15012, over TLS, each request on a virtual thread. Whoever asks proves
/// to be a proxy by its certificate, or by a node token in `X-Synapsemesh-Node-Token`: `Authorization` is the caller's.
///
/// Answers 204, 401 or 403 and nothing else there, also when it fails: Nginx makes 500 of every other status, and some
/// make "allowed" of that.
final class AuthRequestServer implements AutoCloseable {
    static final int CONNECTIONS_MAX = 1_024;
    /// A token with 200 groups is 12 KB, and there may be two.
    static final int HEADERS_BYTES_MAX = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(AuthRequestServer.class);
    private static final String PATH = "/v1/auth";
    private static final HeaderName NODE_TOKEN = HeaderNames.create("X-Synapsemesh-Node-Token");
    private static final String SCHEME = "Bearer ";
    private static final int REQUEST_LINE_MAX = 1024;
    private static final Duration IDLE_MAX = Duration.ofSeconds(75);
    private static final Duration CONNECTION_MAX = Duration.ofMinutes(10);

    private final WebServer server;
    private final ConnectionDeadline deadline;

    private AuthRequestServer(WebServer server, ConnectionDeadline deadline) {
        this.server = server;
        this.deadline = deadline;
    }

    /// What it is made of.
    ///
    /// @param keys the control plane's own certificate
    /// @param clients verifies the certificates of proxies
    record Wiring(
            InetSocketAddress address,
            X509ExtendedKeyManager keys,
            X509TrustManager clients,
            NodeDoor door,
            AuthRequest requests,
            DecisionMeters meters,
            Clock clock) {}

    /// @throws java.io.UncheckedIOException if the port is taken
    static AuthRequestServer start(Wiring wiring) {
        Jul.quiet();
        var routing = HttpRouting.builder()
                .get(PATH, (request, response) -> send(response, answer(wiring, request)))
                .any(PATH, (_, response) -> send(response, failed()))
                .error(Exception.class, (_, response, failure) -> {
                    LOG.error("a question of an edge failed and is a denial", failure);
                    send(response, failed());
                });
        var deadline = new ConnectionDeadline(SocketOptions.create(), CONNECTION_MAX);
        var server = WebServer.builder()
                .address(wiring.address().getAddress())
                .port(wiring.address().getPort())
                .tls(tls(wiring))
                .maxTcpConnections(CONNECTIONS_MAX)
                .maxPayloadSize(0)
                .idleConnectionTimeout(IDLE_MAX)
                .connectionOptions(deadline)
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(HEADERS_BYTES_MAX)
                        .maxPrologueLength(REQUEST_LINE_MAX)
                        .build())
                .shutdownHook(false)
                .routing(routing)
                .build();
        try {
            return new AuthRequestServer(server.start(), deadline);
        } catch (RuntimeException e) {
            deadline.close();
            throw e;
        }
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
        deadline.close();
    }

    private static AuthAnswer answer(Wiring wiring, ServerRequest request) {
        Optional<X509Certificate> leaf = leaf(request);
        List<String> tokens = request.headers().all(NODE_TOKEN, List::of);
        Optional<String> credential =
                tokens.isEmpty() ? Optional.empty() : Optional.of(SCHEME + String.join(",", tokens));
        SocketAddress address = request.remotePeer().address();
        Authentication who = wiring.door().authenticate(credential, leaf, Optional.of(address));
        if (!(who instanceof Authentication.Authenticated proxy)
                || !wiring.clock().instant().isBefore(proxy.expiry())) {
            wiring.meters().refused("auth-request");
            return AuthAnswer.refused(Reason.NO_CREDENTIAL.documentName());
        }
        return wiring.requests()
                .answer(
                        DecisionDoor.asker(proxy, leaf),
                        name -> request.headers().all(HeaderNames.create(name), List::of));
    }

    private static Optional<X509Certificate> leaf(ServerRequest request) {
        return request.remotePeer()
                .tlsCertificates()
                .flatMap(chain -> Arrays.stream(chain).findFirst())
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast);
    }

    private static AuthAnswer failed() {
        return AuthAnswer.refused(Reason.INTERNAL_ERROR.documentName());
    }

    private static void send(ServerResponse response, AuthAnswer answer) {
        response.status(Status.create(answer.status()));
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send();
    }

    private static Tls tls(Wiring wiring) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {wiring.keys()}, new TrustManager[] {wiring.clients()}, null);
            return Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                    .clientAuth(TlsClientAuth.OPTIONAL)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }
}
