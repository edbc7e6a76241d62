package io.synapsemesh.controlplane.federation;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.synapsemesh.certs.federation.OwnBundle;
import io.synapsemesh.controlplane.admin.Jul;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SPIFFE bundle endpoint: `GET /` answers our bundle to whoever asks, because roots are public (SPIFFE Federation
/// section 5). A port of its own, so that its limits hold up nobody else.
///
/// Two things are read from a request, and neither decides whether it is answered: the client certificate, if there is
/// one, and `If-None-Match`. Together they are a peer's word that it has a bundle ([Callers]). The entity tag is the
/// content hash of the authorities; that the sequence over equal authorities differs is not worth a transfer.
public final class BundleServer implements AutoCloseable {
    public static final int CONNECTIONS_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(BundleServer.class);
    private static final int HEADERS_BYTES_MAX = 8 << 10;
    private static final int REQUEST_LINE_MAX = 1024;
    private static final Duration IDLE_MAX = Duration.ofSeconds(5);
    private static final Duration CONNECTION_MAX = Duration.ofSeconds(10);

    private final WebServer server;
    private final ConnectionDeadline deadline;

    private BundleServer(WebServer server, ConnectionDeadline deadline) {
        this.server = server;
        this.deadline = deadline;
    }

    /// @param keys what it shows: an SVID of the mesh, or a certificate of the web's authorities
    /// @param bundle empty while there are no roots
    /// @throws UncheckedIOException if the port is taken
    public static BundleServer start(
            InetSocketAddress address,
            X509ExtendedKeyManager keys,
            Supplier<Optional<OwnBundle.Offer>> bundle,
            Callers callers) {
        Jul.quiet();
        var routing = HttpRouting.builder()
                .get("/", (request, response) -> {
                    EntityTags held = tags(request);
                    tell(callers, request, held);
                    answer(response, bundle, held);
                })
                .any("/", (_, response) -> {
                    response.header(HeaderNames.ALLOW, "GET");
                    plain(response, Status.METHOD_NOT_ALLOWED_405, "only GET\n");
                });
        var deadline = new ConnectionDeadline(SocketOptions.create(), CONNECTION_MAX);
        var server = WebServer.builder()
                .address(address.getAddress())
                .port(address.getPort())
                .tls(tls(keys))
                .maxTcpConnections(CONNECTIONS_MAX)
                .maxPayloadSize(0)
                .idleConnectionTimeout(IDLE_MAX)
                .idleConnectionPeriod(Duration.ofSeconds(1))
                .connectionOptions(deadline)
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(HEADERS_BYTES_MAX)
                        .maxPrologueLength(REQUEST_LINE_MAX)
                        .build())
                .shutdownHook(false)
                .routing(routing)
                .build();
        try {
            return new BundleServer(server.start(), deadline);
        } catch (RuntimeException e) {
            deadline.close();
            throw e;
        }
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
        deadline.close();
    }

    private static EntityTags tags(ServerRequest request) {
        List<String> lines = request.headers().all(HeaderNames.IF_NONE_MATCH, List::of);
        return lines.isEmpty() ? EntityTags.NONE : EntityTags.parse(String.join(",", lines));
    }

    /// Before the answer, which does not depend on it.
    private static void tell(Callers callers, ServerRequest request, EntityTags held) {
        try {
            callers.asked(shown(request), held.only());
        } catch (RuntimeException e) {
            LOG.error("what a peer said about our bundle was not kept; it says so again", e);
        }
    }

    private static List<X509Certificate> shown(ServerRequest request) {
        return request.remotePeer().tlsCertificates().stream()
                .flatMap(Arrays::stream)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static void answer(ServerResponse response, Supplier<Optional<OwnBundle.Offer>> bundle, EntityTags held) {
        Optional<OwnBundle.Offer> offer;
        try {
            offer = bundle.get();
        } catch (RuntimeException e) {
            // Better none than one whose sequence a restart could give out again.
            LOG.error("the bundle cannot be published", e);
            offer = Optional.empty();
        }
        if (offer.isEmpty()) {
            plain(response, Status.SERVICE_UNAVAILABLE_503, "there is no bundle now\n");
            return;
        }
        String hash = offer.get().contentHash();
        response.header(HeaderNames.ETAG, "\"" + hash + "\"").header(HeaderNames.CACHE_CONTROL, "no-cache");
        if (held.matches(hash)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            response.header(HeaderNames.CONTENT_TYPE, "application/json")
                    .send(offer.get().json());
        }
    }

    private static void plain(ServerResponse response, Status status, String text) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Tls tls(X509ExtendedKeyManager keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {new AnyCaller()}, null);
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
