package io.synapsemesh.controlplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.controlplane.status.Condition;
import io.synapsemesh.controlplane.status.DocumentStatus;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.policy.PolicyIr;
import io.synapsemesh.core.policy.Reason;
import io.synapsemesh.core.route.RouteTable;
import io.synapsemesh.identity.decide.Memberships;
import io.synapsemesh.identity.token.TokenReading;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private static final Path GOLDEN = Path.of("src/test/golden/admin");
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    private static final String TOKEN = "operator-token-of-the-test";

    private final List<Event> audited = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final EventFeed feed = new EventFeed();
    private AdminServer server;

    @BeforeEach
    void start() {
        server = AdminServer.start(new AdminServer.Wiring(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Set.of("127.0.0.1", "localhost"),
                bearer -> bearer.equals(TOKEN) ? Optional.of("alice") : Optional.empty(),
                new FixedReadings(),
                new NoPolicies(),
                new Callers(
                        _ -> new TokenReading.Refused(Reason.TOKEN_EXPIRED, "it ended", "Get another."),
                        Memberships.ofToken()),
                new RememberingActions(),
                audited::add,
                feed,
                Clock.fixed(TIME, ZoneOffset.UTC),
                () -> "decision-1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void printsListsAsTheGoldenFilesSay() throws IOException {
        for (String list : List.of("status", "proxies", "certs", "trust")) {
            Answer answer = send("GET /api/v1/" + list, "127.0.0.1", TOKEN, "");
            assertThat(answer.status()).isEqualTo(200);
            golden(list, answer.body());
        }
    }

    @Test
    void aTokenIsReadInPlaceOfWhatItSaysAndNeverRepeated() throws IOException {
        String body = "{\"workspace\":\"analytics/contoso\",\"method\":\"GET\",\"path\":\"/pipelines\","
                + "\"carrier\":\"spiffe://corp.example/ns/etl/sa/nightly\",\"token\":\"secret.mesh.token\"%s}";
        Answer answer = send("POST /api/v1/explain", "127.0.0.1", TOKEN, body.formatted(""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"TokenExpired\"")
                .contains("\"status\":401")
                .contains("TokenExpired: it ended. Get another.")
                .doesNotContain("secret.mesh.token");
        assertThat(send("POST /api/v1/decide", "127.0.0.1", TOKEN, body.formatted(",\"caller\":{}"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void printsRootsAndTheForecastAsTheGoldenFilesSay() throws IOException {
        golden("roots", send("GET /api/v1/certs/roots", "127.0.0.1", TOKEN, "").body());
        golden(
                "root-forecast",
                send("POST /api/v1/certs/roots/forecast", "127.0.0.1", TOKEN, "{\"authority\":\"mesh\"}")
                        .body());
        assertThat(send("POST /api/v1/certs/roots/forecast", "127.0.0.1", TOKEN, "{\"authority\":\"none\"}")
                        .status())
                .isEqualTo(404);
        assertThat(audited).as("reading is no write").isEmpty();
    }

    @Test
    void auditsAnOrderToARootBeforeItIsGivenWithTheOperatorsName() throws IOException {
        String body =
                "{\"authority\":\"mesh\",\"action\":\"start\",\"skip\":[\"MeshProxy/mesh/gw\"],\"reason\":\"drill\"}";
        assertThat(send("POST /api/v1/certs/roots/rotate", "127.0.0.1", TOKEN, body)
                        .status())
                .isEqualTo(200);
        assertThat(send("POST /api/v1/certs/roots/ack", "127.0.0.1", TOKEN, "{\"name\":\"legacy-bus\"}")
                        .status())
                .isEqualTo(200);
        assertThat(done)
                .containsExactly(
                        "START mesh [MeshProxy/mesh/gw] drill by alice after 1", "ack legacy-bus by alice after 2");
        assertThat(audited)
                .extracting(event -> ((Event.Configured) event).change())
                .containsExactly("start", "acknowledged");
    }

    /// Byte by byte: what its domain wrote is judged, not what a parser made of it.
    @Test
    void takesABundleAsItIsAndAuditsItBeforeWithTheOperatorsName() throws IOException {
        String bundle = "{\"keys\": [ ],  \"keys\": []}";
        assertThat(send("POST /api/v1/trust/import?trustDomain=partner.example", "127.0.0.1", TOKEN, bundle)
                        .status())
                .isEqualTo(200);
        assertThat(send("POST /api/v1/trust/import?trustDomain=refused.example", "127.0.0.1", TOKEN, "{}")
                        .status())
                .isEqualTo(409);
        assertThat(send("POST /api/v1/trust/refresh", "127.0.0.1", TOKEN, "{\"trustDomain\":\"partner.example\"}")
                        .status())
                .isEqualTo(200);
        assertThat(send("POST /api/v1/trust/import", "127.0.0.1", TOKEN, bundle).status())
                .isEqualTo(400);
        assertThat(done)
                .containsExactly(
                        "import partner.example " + bundle + " by alice after 1",
                        "import refused.example {} by alice after 2",
                        "refresh partner.example after 3");
        assertThat(audited)
                .extracting(event -> ((Event.Configured) event).change())
                .containsExactly("imported", "imported", "refreshed");
        assertThat(send("GET /api/v1/trust/bundle", "127.0.0.1", TOKEN, "").body())
                .isEqualTo("{\"keys\": []}");
    }

    @Test
    void refusesAnOrderToARootThatMeansNothing() throws IOException {
        for (String body : List.of("{\"action\":\"burn\"}", "{\"action\":\"rollback\",\"skip\":[\"a\"]}", "[1")) {
            assertThat(send("POST /api/v1/certs/roots/rotate", "127.0.0.1", TOKEN, body)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(send("POST /api/v1/certs/roots/ack", "127.0.0.1", TOKEN, "{}")
                        .status())
                .isEqualTo(400);
        assertThat(audited).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void printsADecisionAsTheGoldenFileSays() throws IOException {
        String body = "{\"workspace\":\"a/b\",\"method\":\"GET\",\"path\":\"/x\","
                + "\"carrier\":\"spiffe://corp.example/ns/a/sa/b\","
                + "\"caller\":{\"principal\":\"user:entra/t/o\",\"groups\":[\"g\"]}}";
        golden("decide", send("POST /api/v1/decide", "127.0.0.1", TOKEN, body).body());
        golden("explain", send("POST /api/v1/explain", "127.0.0.1", TOKEN, body).body());
    }

    @Test
    void answersNobodyWithoutTheToken() throws IOException {
        for (String route : List.of(
                "GET /api/v1/status",
                "GET /api/v1/proxies",
                "GET /api/v1/certs",
                "GET /api/v1/events",
                "GET /none",
                "POST /api/v1/decide",
                "POST /api/v1/explain",
                "POST /api/v1/tokens/revoke",
                "POST /api/v1/certs/rotate",
                "GET /api/v1/certs/roots",
                "POST /api/v1/certs/roots/forecast",
                "POST /api/v1/certs/roots/rotate",
                "POST /api/v1/certs/roots/ack",
                "GET /api/v1/trust",
                "GET /api/v1/trust/bundle",
                "POST /api/v1/trust/refresh",
                "POST /api/v1/trust/import?trustDomain=partner.example")) {
            assertThat(send(route, "127.0.0.1", "", "{}").status()).as(route).isEqualTo(401);
            assertThat(send(route, "127.0.0.1", TOKEN + "x", "{}").status())
                    .as(route)
                    .isEqualTo(401);
        }
        assertThat(audited).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void answersUnderNoOtherName() throws IOException {
        assertThat(send("GET /api/v1/status", "evil.example", TOKEN, "").status())
                .isEqualTo(421);
        assertThat(send("GET /api/v1/status", "127.0.0.1.evil.example", TOKEN, "")
                        .status())
                .isEqualTo(421);
        assertThat(send("GET /api/v1/status", "localhost:8088", TOKEN, "").status())
                .isEqualTo(200);
    }

    @Test
    void auditsAWriteUnderTheOperatorsNameBeforeItIsDone() throws IOException {
        Answer answer = send("POST /api/v1/tokens/revoke", "127.0.0.1", TOKEN, "{\"id\":\"t1\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(done).containsExactly("revoke t1 after 1");
        assertThat(audited).singleElement().isInstanceOfSatisfying(Event.Configured.class, event -> {
            assertThat(event.by()).isEqualTo("alice");
            assertThat(event.document().name()).isEqualTo("t1");
        });
    }

    @Test
    void saysWhenThereIsNothingToWriteOn() throws IOException {
        assertThat(send("POST /api/v1/certs/rotate", "127.0.0.1", TOKEN, "{\"identity\":\"none\"}")
                        .status())
                .isEqualTo(404);
        assertThat(send("POST /api/v1/certs/rotate", "127.0.0.1", TOKEN, "{}").status())
                .isEqualTo(400);
    }

    @Test
    void refusesABodyThatIsNotWhatTheRouteTakes() throws IOException {
        for (String body : List.of(
                "", "null", "[]", "{\"workspace\":", "{\"nonsense\":1}", "{\"workspace\":\"a/b\"}", "[".repeat(1000))) {
            assertThat(send("POST /api/v1/decide", "127.0.0.1", TOKEN, body).status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void streamsEventsAsTheyComeAndBoundsTheWatchers() throws IOException {
        var watchers = new ArrayList<Socket>();
        try {
            for (int i = 0; i < EventFeed.WATCHERS_MAX; i++) {
                watchers.add(watch());
            }
            assertThat(send("GET /api/v1/events", "127.0.0.1", TOKEN, "").status())
                    .isEqualTo(503);
            feed.publish("{\"n\":1}");
            var reader = reader(watchers.getFirst());
            String line = reader.readLine();
            while (!line.startsWith("data: ")) {
                line = reader.readLine();
            }
            assertThat(line).isEqualTo("data: {\"n\":1}");
        } finally {
            for (Socket socket : watchers) {
                socket.close();
            }
        }
    }

    private Socket watch() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var reader = socket.getInputStream();
        assertThat(new String(reader.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private record Answer(int status, String body) {}

    /// By hand, because the JDK's client does not let a test choose the Host.
    private Answer send(String route, String host, String token, String body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String head = route + " HTTP/1.1\r\nHost: " + host + "\r\n"
                    + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                    + "Content-Length: " + content.length + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(content);
            var in = new DataInputStream(socket.getInputStream());
            var headers = new ArrayList<String>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.add(line.toLowerCase(Locale.ROOT));
            }
            int length = headers.stream()
                    .filter(h -> h.startsWith("content-length:"))
                    .mapToInt(h -> Integer.parseInt(h.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(headers.getFirst().substring(9, 12)), answer);
        }
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void golden(String name, String actual) throws IOException {
        Path file = GOLDEN.resolve(name + ".json");
        if (System.getProperty("synapsemesh.golden", "").equals("update")) {
            Files.writeString(file, actual + "\n");
        }
        assertThat(actual + "\n").as("update with: make golden").isEqualTo(Files.readString(file));
    }

    private static final class FixedReadings implements Readings {
        private static final RootItem.Root OLD = new RootItem.Root("aa".repeat(32), "0a", TIME, TIME.plusSeconds(3600));
        private static final RootItem.Root NEW = new RootItem.Root("bb".repeat(32), "0b", TIME, TIME.plusSeconds(7200));

        private static final PeerNote PEER =
                new PeerNote("partner.example", TIME, TIME.plusSeconds(300), "look there, or --skip partner.example");

        @Override
        public List<RootItem> roots() {
            var rotation = new RootItem.Rotation(
                    "0f0e0d0c-0000-4000-8000-000000000001",
                    "drill",
                    "alice",
                    TIME,
                    TIME.plusSeconds(600),
                    null,
                    null,
                    null,
                    null,
                    null,
                    "GateOpen",
                    "they may not have the new root",
                    List.of("MeshProxy/mesh/gw", "legacy-bus"),
                    new RootItem.Gate(4, 1, List.of("MeshProxy/mesh/gw"), List.of("legacy-bus"), List.of(PEER)),
                    List.of(new RootItem.Word("MeshProxy/etl/sidecar", "alice", TIME)));
            return List.of(
                    new RootItem(
                            "mesh",
                            "Prepared",
                            OLD,
                            NEW,
                            null,
                            "bundle",
                            TIME,
                            rotation,
                            new RootItem.Issuer(
                                    "embedded",
                                    "files",
                                    "the mesh moves from embedded to files; embedded signs",
                                    "`synapsemesh certs status` says who is waited for.")),
                    new RootItem("door", "Stable", OLD, NEW, null, "bundle", TIME, null, null));
        }

        @Override
        public Optional<ForecastItem> rootForecast(String authority) {
            return authority.equals("mesh")
                    ? Optional.of(ForecastItem.of(
                            "mesh",
                            "aa".repeat(32),
                            List.of("spiffe://corp.example/ns/a/sa/b"),
                            List.of("legacy-bus", "partner.example"),
                            List.of(),
                            List.of(PEER)))
                    : Optional.empty();
        }

        @Override
        public List<DocumentStatus> status() {
            var condition = new Condition("Accepted", "True", "Accepted", "", 3, TIME);
            return List.of(new DocumentStatus(
                    "SynapseWorkspace",
                    "analytics",
                    "contoso",
                    3,
                    List.of(condition),
                    List.of(Map.of("code", "SYN0402"))));
        }

        @Override
        public List<ProxyItem> proxies() {
            var reject = new ProxyItem.Reject("listener", "SynapseWorkspace analytics/contoso", "no filter");
            return List.of(
                    new ProxyItem(
                            "etl/sidecar",
                            "Sidecar",
                            "spiffe://corp.example/ns/etl/sa/nightly",
                            false,
                            null,
                            "",
                            List.of()),
                    new ProxyItem(
                            "mesh/gw",
                            "Gateway",
                            "spiffe://corp.example/ns/mesh/sa/gw",
                            true,
                            TIME,
                            "envoy 1.40",
                            List.of(new ProxyItem.OfType(
                                    "type.googleapis.com/x", 12, "Rejected", "AbC", TIME, reject))));
        }

        @Override
        public List<CertItem> certs() {
            return List.of(new CertItem(
                    "spiffe://corp.example/ns/mesh/sa/gw",
                    "0a",
                    "embedded",
                    TIME,
                    TIME.plusSeconds(86400),
                    TIME.plusSeconds(50000),
                    "Fresh",
                    null,
                    List.of("mesh/gw"),
                    86400));
        }

        @Override
        public List<PeerItem> peers() {
            return List.of(
                    new PeerItem(
                            "partner.example",
                            "Failing",
                            "HttpsSpiffe",
                            "https://mesh.partner.example:8443/",
                            "spiffe://partner.example/synapsemesh/control-plane",
                            "endpoint",
                            "18446744073709551615",
                            "AbCdEfGhIjKlMnOpQrStUv",
                            300L,
                            TIME,
                            60L,
                            TIME.plusSeconds(300),
                            List.of(new PeerItem.Authority("cc".repeat(32), "CN=partner", TIME, TIME.plusSeconds(60))),
                            "SEQUENCE_BACK",
                            new PeerItem.Asked(
                                    "spiffe://partner.example/synapsemesh/control-plane",
                                    TIME,
                                    null,
                                    TIME.plusSeconds(300))),
                    new PeerItem(
                            "supplier.example",
                            "Pending",
                            "HttpsWeb",
                            "https://supplier.example/",
                            null,
                            "none",
                            null,
                            null,
                            null,
                            null,
                            null,
                            TIME,
                            List.of(),
                            null,
                            null));
        }

        @Override
        public Optional<byte[]> ownBundle() {
            return Optional.of("{\"keys\": []}".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean ready() {
            return true;
        }
    }

    private static final class NoPolicies implements PolicyBook {
        @Override
        public Optional<PolicyIr> policy(String workspace) {
            return Optional.empty();
        }

        @Override
        public RouteTable routes() {
            return RouteTable.builtIn();
        }

        @Override
        public Optional<String> role(DocumentRef binding) {
            return Optional.empty();
        }

        @Override
        public long epoch() {
            return 42;
        }
    }

    private final class RememberingActions implements Actions {
        @Override
        public Outcome revokeToken(String tokenId) {
            done.add("revoke " + tokenId + " after " + audited.size());
            return new Outcome.Done("revoked");
        }

        @Override
        public Outcome rotate(String identity) {
            return new Outcome.Unknown("there is no certificate of " + identity);
        }

        @Override
        public Outcome orderRoot(String by, RootOrder order) {
            done.add(order.verb() + " " + order.authority() + " " + order.skips() + " " + order.reason() + " by " + by
                    + " after " + audited.size());
            return new Outcome.Done("done");
        }

        @Override
        public Outcome acknowledgeRoot(String by, String member) {
            done.add("ack " + member + " by " + by + " after " + audited.size());
            return new Outcome.Done("done");
        }

        @Override
        public Outcome importBundle(String by, String trustDomain, byte[] json) {
            done.add("import " + trustDomain + " " + new String(json, StandardCharsets.UTF_8) + " by " + by + " after "
                    + audited.size());
            return trustDomain.equals("refused.example") ? new Outcome.Failed("SEQUENCE_BACK") : new Outcome.Done("in");
        }

        @Override
        public Outcome refreshBundle(String trustDomain) {
            done.add("refresh " + trustDomain + " after " + audited.size());
            return new Outcome.Done("asked");
        }
    }
}
