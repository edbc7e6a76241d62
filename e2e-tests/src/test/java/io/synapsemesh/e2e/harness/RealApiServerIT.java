package io.synapsemesh.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The API server that other tests stand on: real, separate, and gone afterwards.
final class RealApiServerIT {
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final String NAMESPACE =
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}%s}";
    private static final String NAMESPACES = "/api/v1/namespaces";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static RealApiServer server;

    /// One for all tests that leave alone what others made.
    @BeforeAll
    static void start() {
        long begun = System.nanoTime();
        server = RealApiServer.start();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(START_MAX);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsAnObjectAndReadsItBackInTheVersionThatIsPinned() throws Exception {
        var made = server.call("POST", NAMESPACES, NAMESPACE.formatted("team-a", ""));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(server.call("GET", NAMESPACES + "/team-a", "").body())
                .contains("\"name\":\"team-a\"", "\"phase\":\"Active\"");
        var pinned = Files.readString(Path.of(System.getProperty("synapsemesh.root"), "tools", "go.mod"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("k8s.io/kubernetes v"))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[1];
        assertThat(server.call("GET", "/version", "").body()).contains("\"gitVersion\": \"" + pinned + "\"");
    }

    @Test
    void refusesUnknownFieldsWhenAskedToBeStrictAndOnlyThen() {
        var unknown = ",\"spec\":{\"finalisers\":[]}";
        var strict =
                server.call("POST", NAMESPACES + "?fieldValidation=Strict", NAMESPACE.formatted("strict", unknown));
        assertThat(strict.statusCode()).isEqualTo(400);
        assertThat(strict.body()).contains("unknown field").contains("spec.finalisers");
        assertThat(server.call("GET", NAMESPACES + "/strict", "").statusCode()).isEqualTo(404);

        var lax = server.call("POST", NAMESPACES, NAMESPACE.formatted("lax", unknown));
        assertThat(lax.statusCode()).isEqualTo(201);
        assertThat(lax.headers().firstValue("Warning"))
                .hasValueSatisfying(warning -> assertThat(warning).contains("unknown field"));
    }

    @Test
    void manyRunBesideEachOtherAndLeaveNothing() throws Exception {
        var folders = new ArrayList<Path>();
        var pids = new ArrayList<Long>();
        try (var two = Executors.newFixedThreadPool(2)) {
            Callable<RealApiServer> start = RealApiServer::start;
            var starting = List.of(two.submit(start), two.submit(start));
            try (var one = starting.getFirst().get();
                    var other = starting.getLast().get()) {
                one.call("POST", NAMESPACES, NAMESPACE.formatted("only-here", ""));
                assertThat(one.call("GET", NAMESPACES + "/only-here", "").statusCode())
                        .isEqualTo(200);
                assertThat(other.call("GET", NAMESPACES + "/only-here", "").statusCode())
                        .isEqualTo(404);
                for (var each : List.of(one, other)) {
                    folders.add(each.folder());
                    pids.addAll(each.pids());
                }
                assertThat(pids)
                        .hasSize(4)
                        .allMatch(pid -> ProcessHandle.of(pid).isPresent());
            }
        }
        assertThat(folders).allSatisfy(folder -> assertThat(folder).doesNotExist());
        assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void theControllersMakeServiceAccountsAndEndNamespaces() {
        try (var controlled = RealApiServer.startWithControllers()) {
            controlled.call("POST", NAMESPACES, NAMESPACE.formatted("team-b", ""));
            var account = NAMESPACES + "/team-b/serviceaccounts/default";
            await(() -> controlled.call("GET", account, "").statusCode() == 200);
            controlled.call("DELETE", NAMESPACES + "/team-b", "");
            await(() -> controlled.call("GET", NAMESPACES + "/team-b", "").statusCode() == 404);
        }
    }

    @Test
    void believesNobodyWithoutACertificateOfItsOwn() {
        var stranger = new TestPki("cluster").client("O=system:masters,CN=admin");
        assertThat(server.admin().certificate().getIssuerX500Principal())
                .isEqualTo(stranger.certificate().getIssuerX500Principal());
        assertThat(server.callAs(stranger, "GET", NAMESPACES).statusCode()).isEqualTo(401);
        assertThat(server.callAs(server.client("CN=nobody"), "GET", NAMESPACES).statusCode())
                .isEqualTo(403);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
    }
}
