package io.synapsemesh.e2e.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.demo.EnvoyBinary;
import io.synapsemesh.demo.EnvoyLaunch;
import io.synapsemesh.demo.EnvoyProcess;
import io.synapsemesh.e2e.harness.EnvoyValidate;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real Envoy on what is rendered: it reads every whole golden, and decides as the policy says.
@SuppressWarnings("NullAway.Init") // set by JUnit before the first test
final class RenderedEnvoyIT {
    private static final int ALLOWED = 503; // let through, to a Synapse that is not there
    private static final String POOL = "/livyApi/versions/2019-11-01-preview/sparkPools/%s/batches";
    private static final String STATIC = "out-static.yaml";
    private static final Pattern FILE = Pattern.compile("(?:path|filename): \"?(\\S+\\.yaml)");

    @TempDir
    static Path folder;

    private static TestAuthority mesh;
    private static TestAuthority partner;
    private static SilentUpstream sql;
    private static EnvoyProcess envoy;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        mesh = new TestAuthority("corp.example");
        partner = new TestAuthority("partner.example");
        sql = new SilentUpstream();
        port = freePort();
        String bootstrap = new RenderedGateway(mesh, partner)
                .write(
                        folder,
                        new RenderedGateway.Ports(port, RenderedGateway.NOBODY, sql.port(), RenderedGateway.NOBODY));
        envoy = EnvoyProcess.start(EnvoyBinary.find(), EnvoyLaunch.of("gateway", folder, bootstrap));
        envoy.awaitReady(Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() throws Exception {
        envoy.close();
        sql.close();
    }

    @TestFactory
    Stream<DynamicTest> envoyAcceptsTheWholeGoldens(@TempDir Path temp) throws IOException {
        var goldens = Path.of(System.getProperty("synapsemesh.root"), "xds-server/src/test/golden/render");
        try (Stream<Path> found = Files.list(goldens)) {
            List<Path> whole =
                    found.filter(golden -> Files.exists(golden.resolve(STATIC))).toList();
            assertThat(whole).isNotEmpty();
            return whole.stream()
                    .map(golden ->
                            DynamicTest.dynamicTest(golden.getFileName().toString(), () -> accepts(golden, temp)));
        }
    }

    @Test
    void letsTheGroupThatIsGrantedThrough() throws IOException {
        assertThat(get("/pipelines", group("g1"))).isEqualTo(ALLOWED);
    }

    /// Nobody answers for the identity-mapper here: what Envoy denies it says itself.
    @Test
    void deniesAnotherGroupAndNamesWhatIsRequired() throws IOException {
        GatewayAnswer answer = ask(web(), "GET", "/pipelines", group("g2"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains("\"code\":\"AuthorizerTimeout\"")
                .contains("Action: Microsoft.Synapse/workspaces/artifacts/read, Scope: workspaces/contoso/*.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"_claim_names\":{\"groups\":\"src1\"}",
                "\"groups\":[\"g1\"],\"hasgroups\":true",
                "\"groups\":null",
                "\"groups\":[]",
                "\"groups\":{\"0\":\"g1\"}",
                "\"groups\":\"g1\"",
                "\"groups\":[\"g1\"],\"act\":{\"sub\":\"agent\"}"
            })
    void deniesWhatIsNotClosedWhereNoDenyIs(String claims) throws IOException {
        assertThat(get("/workspace", TestToken.of(claims))).isEqualTo(403);
    }

    @Test
    void deniesATokenThatMightBeAUsersOrAnApplications() throws IOException {
        assertThat(get("/workspace", TestToken.of("\"groups\":[\"g1\"]"))).isEqualTo(ALLOWED);
        assertThat(get("/workspace", TestToken.ofUnknownKind("\"groups\":[\"g1\"]")))
                .isEqualTo(403);
        assertThat(get("/workspace", TestToken.ofUnknownKind("\"groups\":[\"g1\"],\"idtyp\":\"app\"")))
                .isEqualTo(ALLOWED);
    }

    @Test
    void deniesTheDeniedGroupOnlyTheDeniedAction() throws IOException {
        String both = TestToken.of("\"groups\":[\"g1\",\"finance\"]");
        assertThat(get("/pipelines", both)).isEqualTo(403);
        assertThat(get("/workspace", both)).isEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pipelines;x=1",
                "//pipelines",
                "/a/../pipelines",
                "/pipelines%2fx",
                "/pipe%00lines",
                "/pipelines\\x",
                "/pipelines/x."
            })
    void answersAPathThatIsNotCanonicalWith400(String path) throws IOException {
        GatewayAnswer answer = ask(web(), "GET", path, group("g1"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\"");
    }

    @Test
    void deniesARouteNobodyKnows() throws IOException {
        assertThat(ask(web(), "GET", "/nope", group("g1")).body()).contains("Action: mesh/unknownRoute");
    }

    @Test
    void grantsTheItemWithoutCaseAndNotItsSibling() throws IOException {
        assertThat(ask(web(), "POST", POOL.formatted("SPARK1"), group("sparks")).status())
                .isEqualTo(ALLOWED);
        assertThat(ask(web(), "POST", POOL.formatted("spark2"), group("sparks")).status())
                .isEqualTo(403);
    }

    @Test
    void keepsGrantsOfCarrierAndCallerApart() throws IOException {
        var nightly = mesh.identity("spiffe://corp.example/ns/etl/sa/nightly");
        assertThat(ask(nightly, "GET", "/pipelines", "").status()).isEqualTo(ALLOWED);
        assertThat(ask(nightly, "GET", "/pipelines", group("g2")).status()).isEqualTo(403);
        assertThat(ask(web(), "GET", "/pipelines", "").status()).isEqualTo(403);
    }

    @Test
    void answersABadTokenWith401() throws IOException {
        assertThat(get("/pipelines", group("g1") + "x")).isEqualTo(401);
        assertThat(get("/pipelines", TestToken.forAudience("https://dev.azuresynapse.net")))
                .isEqualTo(401);
    }

    @Test
    void deniesAFederatedAuthorityThatNamesOneOfOurs() throws IOException {
        var hostile = partner.identity("spiffe://partner.example/x", "spiffe://corp.example/ns/etl/sa/nightly");
        assertThat(ask(hostile, "GET", "/pipelines", "").status()).isEqualTo(403);
    }

    @Test
    void dialsSqlOnlyForWhoMayConnect() throws IOException {
        int before = sql.dials();
        assertThat(tds(web())).isEmpty();
        assertThat(tds(partner.identity("spiffe://partner.example/x", "spiffe://corp.example/ns/etl/sa/nightly")))
                .isEmpty();
        assertThat(sql.dials()).isEqualTo(before);
        assertThat(tds(mesh.identity("spiffe://corp.example/ns/etl/sa/nightly")))
                .isEqualTo("hello");
        assertThat(sql.dials()).isEqualTo(before + 1);
    }

    @Test
    void understoodTheFieldsThatTheApiArtifactDoesNotKnow() {
        assertThat(envoy.admin().configDump())
                .contains("\"upstream_connect_mode\": \"ON_DOWNSTREAM_DATA\"")
                .contains("\"max_early_data_bytes\": 65536")
                .contains("\"remove_on_match\"", "\"header_value_prefix\": \"Bearer \"");
    }

    private static TestAuthority.Identity web() {
        return mesh.identity("spiffe://corp.example/ns/web/sa/app");
    }

    private static String group(String id) {
        return TestToken.of("\"groups\":[\"" + id + "\"]");
    }

    private static int get(String path, String token) throws IOException {
        return ask(web(), "GET", path, token).status();
    }

    private static GatewayAnswer ask(TestAuthority.Identity carrier, String method, String path, String token)
            throws IOException {
        Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("X-SynapseMesh-Token", token);
        return GatewayAnswer.of(carrier, port, method, path, headers);
    }

    private static String tds(TestAuthority.Identity carrier) throws IOException {
        return GatewayAnswer.exchange(carrier, port, RenderedGateway.SQL, "\u0012");
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /// Envoy opens every file that is named, so each is put there, empty.
    private static void accepts(Path golden, Path temp) throws IOException {
        String text = Files.readString(golden.resolve(STATIC)).replace("/run/synapsemesh", temp.toString());
        Files.createDirectories(temp.resolve("secrets"));
        for (var file : FILE.matcher(text).results().toList()) {
            Path path = Path.of(file.group(1));
            if (!Files.exists(path)) {
                Files.createFile(path);
            }
        }
        Path bootstrap = Files.writeString(temp.resolve(golden.getFileName() + ".yaml"), text);
        assertThat(new EnvoyValidate(EnvoyBinary.find()).validate(bootstrap))
                .isEqualTo(new EnvoyValidate.Verdict.Accepted());
    }
}
