package io.synapsemesh.e2e.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.profile.ChainLint;
import io.synapsemesh.certs.profile.LeafProfile;
import io.synapsemesh.certs.profile.Violation;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.e2e.acceptance.EnvoyUnderTest.Door;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Why our own gate has to be strict: real Envoy and real Nginx are shown every leaf of the table, and what they say is
/// compared with the published page. The facts beside it are those that the design leans on.
final class AcceptanceIT {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final TestCa CA = new TestCa("acceptance", LeafVectors.TRUST_DOMAIN);
    private static final TestCa OTHER = new TestCa("other", LeafVectors.TRUST_DOMAIN);
    private static final List<LeafVectors.Row> ROWS = LeafVectors.of(CA, OTHER);
    private static final TestCa.Held GOOD = ROWS.getFirst().held();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit before all tests
    static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static EnvoyUnderTest envoy;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static NginxUnderTest nginx;

    @BeforeAll
    static void start() throws IOException {
        var server = CA.issue(leaf());
        var now = Instant.now();
        var old = CA.issue(leaf().dates(now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1))));
        envoy = EnvoyUnderTest.start(folder.resolve("envoy"), CA, server, old);
        nginx = NginxUnderTest.start(
                folder.resolve("nginx"),
                CA,
                server,
                ROWS.stream().map(LeafVectors.Row::held).toList());
    }

    @AfterAll
    static void stop() throws IOException {
        try (var _ = envoy) {
            nginx.close();
        }
    }

    @Test
    void thePageSaysWhatEnvoyAndNginxSay() {
        long upstreamsBefore = nginx.refusedUpstreams();
        long plainBefore = envoy.refused(Door.plain);
        long spiffeBefore = envoy.refused(Door.spiffe);
        var lines = new ArrayList<String>();
        int ours = 0;
        int plain = 0;
        int spiffe = 0;
        int client = 0;
        int server = 0;
        for (int i = 0; i < ROWS.size(); i++) {
            var row = ROWS.get(i);
            boolean byPlain = Tls.isAccepted(envoy.port(Door.plain), row.held());
            boolean bySpiffe = Tls.isAccepted(envoy.port(Door.spiffe), row.held());
            boolean byServer = nginx.acceptsClient(row.held());
            boolean byClient = nginx.statusOf("/" + i) == 200;
            ours += violations(row.held()).isEmpty() ? 1 : 0;
            plain += byPlain ? 1 : 0;
            spiffe += bySpiffe ? 1 : 0;
            server += byServer ? 1 : 0;
            client += byClient ? 1 : 0;
            lines.add("| %s | %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            row.name(),
                            row.standard(),
                            reasons(row.held()),
                            word(byPlain),
                            word(bySpiffe),
                            word(byServer),
                            word(byClient)));
        }
        // What fails on its own would look like a refusal: their own counts have to agree.
        assertThat(nginx.refusedUpstreams() - upstreamsBefore).isEqualTo(ROWS.size() - client);
        assertThat(envoy.refused(Door.plain) - plainBefore).isEqualTo(ROWS.size() - plain);
        assertThat(envoy.refused(Door.spiffe) - spiffeBefore).isEqualTo(ROWS.size() - spiffe);
        lines.add("| **accepted of %d** | | **%d** | **%d** | **%d** | **%d** | **%d** |"
                .formatted(ROWS.size(), ours, plain, spiffe, server, client));
        AcceptancePage.publish("""
                Envoy %s, Nginx %s.

                | leaf | standard | our gate | Envoy, CA file | Envoy, SPIFFE validator | Nginx, client's leaf | Nginx, upstream's leaf |
                |---|---|---|---|---|---|---|
                %s
                """.formatted(envoy.version(), NginxProcess.version(), String.join("\n", lines)));
    }

    @Test
    void ourGateTakesWhatTheStandardTakesAndNothingElse() {
        for (var row : ROWS) {
            assertThat(violations(row.held()).isEmpty())
                    .as(row.name())
                    .isEqualTo(row.standard() == LeafVectors.Standard.ok);
        }
    }

    @Test
    void anEmptyListOfRootsLetsAStrangerIntoEnvoyUnlessItIsASpiffeOne() {
        var stranger = TestCa.stranger();
        assertThat(Tls.isAccepted(envoy.port(Door.plain), stranger)).isFalse();
        assertThat(Tls.isAccepted(envoy.port(Door.empty), stranger)).isTrue();
        assertThat(Tls.isAccepted(envoy.port(Door.emptySpiffe), stranger)).isFalse();
        assertThat(Tls.isAccepted(envoy.port(Door.emptySpiffe), GOOD)).isFalse();
    }

    @Test
    void envoyTakesAndServesALeafThatIsOver() throws IOException {
        assertThat(envoy.rejectedSecrets("expired-leaf")).isZero();
        assertThat(envoy.takenSecrets("expired-leaf")).isEqualTo(1);
        try (var talk = Tls.open(envoy.port(Door.expired), GOOD)) {
            assertThat(talk.peer().getNotAfter().toInstant()).isBefore(Instant.now());
            assertThat(talk.get("/")).isEqualTo(200);
        }
    }

    /// One after the other on one listener: a pair that does not match, a good pair, then other roots.
    @Test
    void envoyRefusesAKeyOfAnotherLeafAndKeepsConnectionsOfARemovedRoot() throws IOException {
        int port = envoy.port(Door.turning);
        var first = serial(port);
        var fresh = CA.issue(leaf());
        envoy.replaceLeaf(Door.turning, fresh.pem(), GOOD.keyPem());
        Awaitility.await("a rejected secret").atMost(WITHIN).until(() -> envoy.rejectedSecrets("turning-leaf") == 1);
        assertThat(serial(port)).isEqualTo(first);

        envoy.replaceLeaf(Door.turning, fresh.pem(), fresh.keyPem());
        Awaitility.await("the new leaf")
                .atMost(WITHIN)
                .until(() -> serial(port).equals(fresh.certificate().getSerialNumber()));

        try (var talk = Tls.open(port, GOOD)) {
            assertThat(talk.get("/")).isEqualTo(200);
            envoy.replaceRoots(Door.turning, OTHER.pem());
            Awaitility.await("the other root").atMost(WITHIN).until(() -> !Tls.isAccepted(port, GOOD));
            assertThat(talk.get("/")).as("the connection that was open").isEqualTo(200);
        }
    }

    @Test
    void nginxKnowsNoSpiffeIdAndNoChangingRoots() {
        assertThat(nginx.statusOf("/0")).isEqualTo(200);
        assertThat(nginx.statusOf("/by-spiffe-id")).isEqualTo(502);
        var verdict = NginxProcess.test(folder.resolve("variables"), """
                server {
                  listen 127.0.0.1:%d;
                  location / {
                    proxy_pass https://127.0.0.1:1;
                    proxy_ssl_verify on;
                    proxy_ssl_trusted_certificate $arg_roots;
                  }
                }
                """.formatted(NginxProcess.freePort()));
        assertThat(verdict.accepted()).as(verdict.words()).isFalse();
    }

    private static java.math.BigInteger serial(int port) throws IOException {
        try (var talk = Tls.open(port, GOOD)) {
            return talk.peer().getSerialNumber();
        }
    }

    private static TestCa.Draft leaf() {
        return new TestCa.Draft().names(TestCa.dns(LeafVectors.HOST), TestCa.uri(LeafVectors.ID));
    }

    private static String word(boolean accepted) {
        return accepted ? "accepts" : "refuses";
    }

    private static String reasons(TestCa.Held held) {
        return violations(held).stream()
                .map(violation -> "`" + violation.reason() + "`")
                .distinct()
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(" "), reasons -> reasons.isEmpty() ? "accepts" : reasons));
    }

    private static List<Violation> violations(TestCa.Held held) {
        var name = new LeafName.Svid(SpiffeId.parse(LeafVectors.ID));
        var profile = LeafProfile.of(LeafRequest.of(name, List.of(LeafVectors.HOST), Duration.ofHours(24)));
        return ChainLint.check(
                new CertificateChain(List.of(held.certificate())),
                profile,
                Anchors.of(List.of(CA.root())),
                Instant.now());
    }
}
