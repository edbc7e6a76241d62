package io.synapsemesh.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.document.Origin;
import io.synapsemesh.e2e.harness.Ports;
import io.synapsemesh.simulator.tds.SynapseSqlFake;
import io.synapsemesh.xds.serve.ProxyState;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// rules.md C, "Rejections" and "Removals": what a real Envoy does with what it refuses, and what it is told then.
final class RejectionIT {
    private static final Duration EFFECT_WITHIN = Duration.ofSeconds(20);
    private static final Origin DOCUMENT = new Origin(new DocumentRef("SynapseWorkspace", "analytics", "broken"), 3, 0);
    private static final int SWAPS = 50;

    private final int port = Ports.inARow(1);
    private final SynapseSqlFake sql = SynapseSqlFake.start();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HandMadeMesh mesh;

    @BeforeEach
    void start() {
        mesh = new HandMadeMesh(
                "RejectionIT",
                HandMade.cluster("sql", sql.port(), 5),
                HandMade.tcpListener("in", port, "sql", "who"),
                HandMade.allowAll("who"));
        assertThat(SqlClient.isAllowed(port)).isTrue();
    }

    @AfterEach
    void stop() {
        mesh.close();
        sql.close();
    }

    @Test
    void aRefusedResourceIsParkedTracedToItsDocumentAndTheRestOfItsBatchApplies() {
        Resource refused = HandMade.refusedCluster("broken", sql.port()).from(DOCUMENT);
        for (int edit = 1; edit <= 5; edit++) {
            String neighbour = "good-" + edit;
            mesh.publish(
                    HandMade.cluster("sql", sql.port(), 5 + edit),
                    refused,
                    HandMade.cluster(neighbour, sql.port()),
                    HandMade.tcpListener("in", port, "sql", "who"),
                    HandMade.allowAll("who"));
            await().atMost(EFFECT_WITHIN).until(() -> has("\"name\": \"" + neighbour + "\""));
            int seconds = 5 + edit;
            await().atMost(EFFECT_WITHIN).until(() -> has("\"connect_timeout\": \"" + seconds + "s\""));
        }
        assertThat(mesh.envoy().admin().stat("cluster_manager.cds.update_rejected"))
                .as("told once, whatever changed beside it")
                .isEqualTo(1);
        assertThat(mesh.nacks()).singleElement().satisfies(nack -> {
            assertThat(nack.resource()).isEqualTo("broken");
            assertThat(nack.document()).contains(DOCUMENT);
            assertThat(nack.message()).contains("cluster provided LB specified");
            assertThat(nack.proxy()).isEqualTo("mesh/gateway");
        });
        var state = mesh.state(TypeUrl.CLUSTER);
        assertThat(state.state()).isEqualTo(ProxyState.Sync.REJECTED);
        assertThat(state.reject().flatMap(ProxyState.Reject::document)).contains(DOCUMENT);
        assertThat(SqlClient.isAllowed(port)).isTrue();
    }

    @Test
    void anEnvoyThatRestartsGetsTheLastContentItTookInPlaceOfTheRefused() throws IOException {
        mesh.publish(
                HandMade.refusedCluster("sql", sql.port()).from(DOCUMENT),
                HandMade.tcpListener("in", port, "sql", "who"),
                HandMade.allowAll("who"));
        await().atMost(EFFECT_WITHIN).until(() -> !mesh.nacks().isEmpty());
        assertThat(SqlClient.isAllowed(port)).isTrue();

        mesh.restartEnvoy();
        await().atMost(EFFECT_WITHIN).until(() -> SqlClient.isAllowed(port));
        assertThat(mesh.envoy().admin().stat("cluster_manager.cds.update_rejected"))
                .isZero();
        assertThat(mesh.nacks()).hasSize(1);

        mesh.publish(
                HandMade.cluster("sql", sql.port(), 9),
                HandMade.tcpListener("in", port, "sql", "who"),
                HandMade.allowAll("who"));
        await().atMost(EFFECT_WITHIN).until(() -> has("\"connect_timeout\": \"9s\""));
        assertThat(mesh.state(TypeUrl.CLUSTER).reject()).isEqualTo(Optional.empty());
    }

    @Test
    void aRefusedTighteningBecomesDenyAllAndIsReported() {
        mesh.publish(
                HandMade.cluster("sql", sql.port(), 5),
                HandMade.tcpListener("in", port, "sql", "who"),
                HandMade.refusedTightening("who").from(DOCUMENT).orElse(HandMade.denyAll("who")));
        await().atMost(EFFECT_WITHIN).until(() -> !SqlClient.isAllowed(port));
        assertThat(mesh.nacks()).isNotEmpty().allSatisfy(nack -> {
            assertThat(nack.resource()).isEqualTo("who");
            assertThat(nack.document()).contains(DOCUMENT);
        });
        assertThat(mesh.state(TypeUrl.EXTENSION_CONFIG).state()).isEqualTo(ProxyState.Sync.REJECTED);

        mesh.publish(
                HandMade.cluster("sql", sql.port(), 5),
                HandMade.tcpListener("in", port, "sql", "who"),
                HandMade.allowAll("who"));
        await().atMost(EFFECT_WITHIN).until(() -> SqlClient.isAllowed(port));
    }

    @Test
    void aRefusedWideningLeavesWhatWasInForce() {
        mesh.publish(
                HandMade.cluster("sql", sql.port(), 5),
                HandMade.tcpListener("in", port, "sql", "who"),
                HandMade.refusedTightening("who").from(DOCUMENT));
        await().atMost(EFFECT_WITHIN).until(() -> !mesh.nacks().isEmpty());
        assertThat(SqlClient.isAllowed(port)).isTrue();
    }

    @Test
    void aRemovedClusterWaitsForItsRoutesSoThatNoRequestFindsNoCluster() throws Exception {
        var upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        upstream.start();
        int http = Ports.inARow(1);
        publishSwap(upstream, http, 0);
        await().atMost(EFFECT_WITHIN).until(() -> status(http) == 204);
        try (var traffic = new Traffic(List.of(() -> expect204(http), () -> expect204(http)))) {
            for (int swap = 1; swap <= SWAPS; swap++) {
                publishSwap(upstream, http, swap);
                traffic.flow(4);
            }
            String last = "workspace-" + SWAPS;
            await().atMost(EFFECT_WITHIN)
                    .until(() ->
                            has("\"name\": \"" + last + "\"") && !has("\"name\": \"workspace-" + (SWAPS - 1) + "\""));
            traffic.flow(10);
            assertThat(traffic.failures()).isEmpty();
        } finally {
            upstream.stop(0);
        }
        assertThat(mesh.envoy().admin().stat("http.http.no_cluster")).isZero();
        assertThat(has("\"name\": \"workspace-1\"")).as("removed in the end").isFalse();
    }

    /// Cluster, route and the removal of the cluster before, all at once.
    private void publishSwap(HttpServer upstream, int http, int swap) {
        mesh.publish(
                HandMade.cluster("workspace-" + swap, upstream.getAddress().getPort()),
                HandMade.httpListener("http", http, "routes"),
                HandMade.routes("routes", "workspace-" + swap));
    }

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(EFFECT_WITHIN)
            .build();

    private static void expect204(int port) throws IOException {
        int status = status(port);
        if (status != 204) {
            throw new IOException("status " + status);
        }
    }

    private static int status(int port) throws IOException {
        try {
            return CLIENT.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .timeout(EFFECT_WITHIN)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (java.net.ConnectException e) {
            return 0;
        }
    }

    private boolean has(String text) {
        return mesh.envoy().admin().configDump().contains(text);
    }
}
