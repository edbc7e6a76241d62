package io.synapsemesh.controlplane.federation;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.synapsemesh.controlplane.admin.Jul;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
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
/// section 5). Nothing else is here and nothing is read from a request; a port of its own, so that its limits hold up
/// nobody else.
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
    /// @param bundle JSON; empty while there are no roots
    /// @throws UncheckedIOException if the port is taken
    public static BundleServer start(
            InetSocketAddress address, X509ExtendedKeyManager keys, Supplier<Optional<byte[]>> bundle) {
        Jul.quiet();
        var routing = HttpRouting.builder()
                .get("/", (_, response) -> answer(response, bundle))
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

    private static void answer(ServerResponse response, Supplier<Optional<byte[]>> bundle) {
        Optional<byte[]> json;
        try {
            json = bundle.get();
        } catch (RuntimeException e) {
            // Better none than one whose sequence a restart could give out again.
            LOG.error("the bundle cannot be published", e);
            json = Optional.empty();
        }
        if (json.isEmpty()) {
            plain(response, Status.SERVICE_UNAVAILABLE_503, "there is no bundle now\n");
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, "application/json").send(json.get());
    }

    private static void plain(ServerResponse response, Status status, String text) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Tls tls(X509ExtendedKeyManager keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[0], null);
            return Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }
}
