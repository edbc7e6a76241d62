package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.synapsemesh.certs.federation.PeerState;
import io.synapsemesh.certs.root.AuthorityName;
import io.synapsemesh.certs.root.Gate;
import io.synapsemesh.certs.root.Phase;
import io.synapsemesh.certs.root.RootRotator;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import io.synapsemesh.controlplane.federation.BundleTrust;
import io.synapsemesh.core.net.Cidr;
import io.synapsemesh.identity.jwks.AddressPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A federation peer in the gate of a root rotation: by whose word it leaves, and by whose it does not.
final class PeerAcksTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String PARTNER = "partner.example";
    private static final String AWAY = "away.example";
    private static final String SPEAKER = "spiffe://partner.example/synapsemesh/control-plane";

    private final SigningRoot root = new SigningRoot("partner");
    private final PartnerMesh partner = new PartnerMesh(root);
    private final SigningRoot.Signed speaker = root.leaf(HOUR, SPEAKER);

    @TempDir
    private Path directory;

    private ControlPlane running;

    @BeforeEach
    void start() throws IOException {
        Path config = Running.documents(directory);
        federate(PARTNER);
        var plain = Running.settings(config, directory.resolve("data"), Settings.DemoTrust.REFUSED);
        running = ControlPlane.start(new Settings(
                        plain.config(),
                        plain.dataDir(),
                        plain.xds(),
                        plain.admin(),
                        plain.health(),
                        plain.doorNames(),
                        plain.adminHosts(),
                        plain.namespace(),
                        plain.logFile(),
                        plain.removals(),
                        plain.demoTrust(),
                        plain.upstreams(),
                        new AddressPolicy(List.of(Cidr.parse("127.0.0.0/8"))),
                        plain.keyTrust(),
                        plain.clock(),
                        plain.random())
                .with(new BundlePort.Spiffe(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
        await().atMost(WITHIN)
                .until(() -> running.peers().stream()
                        .map(PeerState::fetched)
                        .filter(Optional::isPresent)
                        .findFirst()
                        .isPresent());
    }

    @AfterEach
    void stop() {
        running.close();
        partner.close();
    }

    @Test
    void onlyThePeersOwnWordForTheNewBundleAcknowledgesIt() throws Exception {
        String old = hash();
        poll(Optional.of(speaker), tag(old));
        rotate();
        assertThat(waiting()).containsExactly(PARTNER);
        var foreign = new SigningRoot("other");
        Map<String, Optional<SigningRoot.Signed>> impostors = new LinkedHashMap<>();
        impostors.put("nobody", Optional.empty());
        impostors.put(
                "another domain", Optional.of(foreign.leaf(HOUR, "spiffe://other.example/synapsemesh/control-plane")));
        impostors.put("another root with its name", Optional.of(foreign.leaf(HOUR, SPEAKER)));
        impostors.put("a workload of its own", Optional.of(root.leaf(HOUR, "spiffe://partner.example/ns/a/sa/b")));
        impostors.put("two names", Optional.of(root.leaf(HOUR, SPEAKER, "spiffe://partner.example/ns/a/sa/b")));
        impostors.put("no name", Optional.of(root.leaf(HOUR)));
        impostors.put("ended", Optional.of(root.leaf(Duration.ofSeconds(-5), SPEAKER)));
        impostors.put(
                "its root with our name",
                Optional.of(root.leaf(HOUR, "spiffe://corp.example/synapsemesh/control-plane")));
        for (var impostor : impostors.entrySet()) {
            String answer = poll(impostor.getValue(), tag(hash()));
            assertThat(answer).as("roots are public: %s", impostor.getKey()).startsWith("HTTP/1.1 304");
            assertThat(waiting()).as(impostor.getKey()).containsExactly(PARTNER);
        }
        for (String words : List.of(
                "",
                tag(old),
                tag("A".repeat(22)),
                tag(hash() + "\", \"" + old),
                "If-None-Match: W/\"" + hash() + "\"\r\n",
                "If-None-Match: " + hash() + "\r\n",
                "If-None-Match: *\r\n",
                "If-Match: \"" + hash() + "\"\r\n")) {
            poll(Optional.of(speaker), words);
            assertThat(waiting()).as(words).containsExactly(PARTNER);
        }
        assertThat(phase()).contains(Phase.PREPARED);

        assertThat(poll(Optional.of(speaker), tag(hash()))).startsWith("HTTP/1.1 304");
        assertThat(waiting()).isEmpty();
        await().atMost(WITHIN).until(() -> phase().equals(Optional.of(Phase.ACTIVATED)));
        assertThat(audit()).doesNotContain("\"skipped\"");
    }

    /// As a SPIFFE endpoint of another make is named by our own document.
    @Test
    void theIdentityThatOurDocumentNamesAsItsEndpointSpeaksForIt() throws Exception {
        rotate();
        poll(Optional.of(root.leaf(HOUR, PartnerMesh.ENDPOINT)), tag(hash()));
        assertThat(waiting()).isEmpty();
    }

    @Test
    void theLastWordCountsAndEachChangeOfItIsOneLine() throws Exception {
        federate(PARTNER, AWAY);
        rotate();
        await().atMost(WITHIN).untilAsserted(() -> assertThat(waiting()).containsExactly(AWAY, PARTNER));
        for (int i = 0; i < 3; i++) {
            poll(Optional.of(speaker), tag(hash()));
        }
        assertThat(waiting()).containsExactly(AWAY);
        for (int i = 0; i < 3; i++) {
            poll(Optional.of(speaker), "");
        }
        assertThat(waiting()).as("it has lost it").containsExactly(AWAY, PARTNER);
        poll(Optional.of(speaker), tag(hash()));
        assertThat(waiting()).containsExactly(AWAY);
        assertThat(changes()).containsSubsequence("acknowledged", "unacknowledged", "acknowledged");
        assertThat(changes())
                .filteredOn(change -> change.endsWith("acknowledged"))
                .hasSize(3);
        assertThat(audit()).contains("\"by\":\"" + SPEAKER + "\"", "\"after\":\"" + hash() + "\"");
    }

    @Test
    void aPeerThatDoesNotPollIsNamedWithWhatToDoAndHoldsTheRotation() throws Exception {
        federate(PARTNER, AWAY);
        rotate();
        await().atMost(WITHIN).until(() -> waiting().contains(AWAY));
        poll(Optional.of(speaker), tag(hash()));
        await().during(Duration.ofSeconds(3))
                .atMost(WITHIN)
                .until(() -> waiting().equals(List.of(AWAY)));
        assertThat(phase()).contains(Phase.PREPARED);

        String status = cli("certs", "status");
        assertThat(status).contains("federation peer " + AWAY + ": it has not proven itself", "--skip " + AWAY);
        assertThat(cli("certs", "rotate-root", "--dry-run")).contains("federation peer " + AWAY);
        assertThat(cli("trust", "list")).contains(PARTNER, "Fresh", hash(), AWAY, "Missing");
        assertThat(cli("trust", "show", PARTNER)).contains(SPEAKER, "HttpsSpiffe", "next poll by");
        assertThat(cli("trust", "show", "nobody.example")).contains("SYN1211");

        cli("certs", "rotate-root", "--skip", AWAY);
        await().atMost(WITHIN).until(() -> phase().equals(Optional.of(Phase.ACTIVATED)));
        assertThat(audit()).contains("\"step\":\"skipped\"");
    }

    @Test
    void aPeerThatLeavesTheDocumentLeavesTheGateAndTheLogSaysSo() throws Exception {
        rotate();
        assertThat(waiting()).containsExactly(PARTNER);
        Files.writeString(directory.resolve("config/trust.yaml"), trust());
        await().atMost(WITHIN).until(() -> phase().equals(Optional.of(Phase.ACTIVATED)));
        assertThat(changes()).endsWith("removed");
    }

    @Test
    void anOperatorBringsTheBundleOfAPeerThatCannotBeReached() throws Exception {
        Path file = Files.writeString(directory.resolve("bundle.json"), partner.json());
        assertThat(cli("trust", "import", file.toString(), "--trust-domain", AWAY))
                .contains("SYN1211", AWAY);
        partner.roots(root, new SigningRoot("partner 2"));
        Files.writeString(file, partner.json());
        partner.answers("{}".getBytes(StandardCharsets.US_ASCII));
        assertThat(cli("trust", "import", file.toString(), "--trust-domain", PARTNER))
                .contains("is in force", "2 authorities");
        assertThat(running.peers().getFirst().document().orElseThrow().authorities())
                .hasSize(2);
        partner.answersWell();
        partner.roots(root);
        Files.writeString(file, partner.json().replaceAll("\"spiffe_sequence\": [0-9]+", "\"spiffe_sequence\": 1"));
        assertThat(cli("trust", "import", file.toString(), "--trust-domain", PARTNER))
                .contains("SEQUENCE_BACK");
        assertThat(cli("trust", "import", directory.resolve("none").toString(), "--trust-domain", PARTNER))
                .contains("cannot be read");
        assertThat(audit()).contains("\"change\":\"imported\"", "\"by\":\"operator\"", "\"reason\":\"SEQUENCE_BACK\"");
        assertThat(cli("trust", "bundle")).contains("spiffe_sequence", "x509-svid");
    }

    private void rotate() {
        running.certificates().roots().order(new AuthorityName.Mesh(), r -> r.start("alice", "drill", List.of()));
        await().atMost(WITHIN).until(() -> phase().equals(Optional.of(Phase.PREPARED)));
    }

    private RootRotator mesh() {
        return running.certificates().roots().rotators().getFirst();
    }

    private Optional<Phase> phase() {
        return mesh().state().phase();
    }

    private List<String> waiting() {
        return mesh().standing().facts().gate().map(Gate::waitingNames).orElse(List.of("unknown"));
    }

    private String hash() {
        return running.certificates().meshBundle().orElseThrow().contentHash();
    }

    private static String tag(String hash) {
        return "If-None-Match: \"" + hash + "\"\r\n";
    }

    /// One poll of our endpoint.
    ///
    /// @return the status line
    private String poll(Optional<SigningRoot.Signed> shown, String headers)
            throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        KeyManager[] keys = shown.map(leaf -> new KeyManager[] {
                    new DoorKeys(() -> Optional.of(new DoorKeys.Shown(List.of(leaf.leaf()), leaf.key())))
                })
                .orElse(null);
        var trust = BundleTrust.of(running.certificates().meshBundle().orElseThrow());
        context.init(keys, new TrustManager[] {trust}, null);
        try (var socket = (SSLSocket) context.getSocketFactory()
                .createSocket(
                        InetAddress.getLoopbackAddress(), running.bundlePort().orElseThrow())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\n';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }

    private static String trust() {
        return Running.TRUST.replace("demo.invalid", "corp.example");
    }

    private void federate(String... domains) throws IOException {
        var entries = new ArrayList<String>();
        for (String domain : domains) {
            int port = domain.equals(PARTNER) ? partner.port() : 1;
            String endpoint = domain.equals(PARTNER)
                    ? ", profile: HttpsSpiffe, spiffeId: " + PartnerMesh.ENDPOINT + ", bundle: '"
                            + partner.json().replace("\n", " ") + "'"
                    : "";
            entries.add("{trustDomain: " + domain + ", bundleEndpoint: {url: \"https://127.0.0.1:" + port + "/\""
                    + endpoint + "}}");
        }
        Files.writeString(
                directory.resolve("config/trust.yaml"),
                trust() + "  federation: [" + String.join(", ", entries) + "]\n");
    }

    private String cli(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        var text = new ByteArrayOutputStream();
        var out = new PrintStream(text, true, StandardCharsets.UTF_8);
        SynapseMesh.run(all.toArray(String[]::new), out, out, Map.of());
        return text.toString(StandardCharsets.UTF_8);
    }

    private String audit() throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("data/audit"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    /// Of events about federation, in order.
    private List<String> changes() throws IOException {
        return audit().lines()
                .filter(line -> line.contains("\"event\":\"federation\""))
                .map(line -> line.replaceAll(".*\"change\":\"([a-z]+)\".*", "$1"))
                .toList();
    }
}
