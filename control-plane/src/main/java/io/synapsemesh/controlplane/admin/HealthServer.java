package io.synapsemesh.controlplane.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Port 15014: `/livez`, `/readyz`, `/metrics`. Open to whoever reaches it, and so without any identity.
public final class HealthServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;

    private final WebServer server;

    private HealthServer(WebServer server) {
        this.server = server;
    }

    /// @param metrics the Prometheus text
    public static HealthServer start(InetSocketAddress address, BooleanSupplier ready, Supplier<String> metrics) {
        Jul.quiet();
        var routing = HttpRouting.builder()
                .get("/livez", (request, response) -> text(response, 200, "ok\n"))
                .get("/readyz", (request, response) -> {
                    boolean yes = ready.getAsBoolean();
                    text(response, yes ? 200 : 503, yes ? "ok\n" : "no snapshot is published yet\n");
                })
                .get("/metrics", (request, response) -> {
                    response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
                    response.send(metrics.get());
                });
        var server = WebServer.builder()
                .address(address.getAddress())
                .port(address.getPort())
                .maxTcpConnections(CONNECTIONS_MAX)
                .maxPayloadSize(0)
                .shutdownHook(false)
                .routing(routing)
                .build();
        return new HealthServer(server.start());
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void text(ServerResponse response, int status, String body) {
        response.status(Status.create(status))
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send(body);
    }
}
