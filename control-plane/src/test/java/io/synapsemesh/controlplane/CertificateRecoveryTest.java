package io.synapsemesh.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.synapsemesh.controlplane.cli.SynapseMesh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control plane was down until everything had ended: `docs/recovery.md`, as commands.
class CertificateRecoveryTest {
    private static final Duration YEAR = Duration.ofDays(366);

    @TempDir
    private Path directory;

    private ControlPlane start(Duration ago) {
        var now = Running.settings(Running.documents(directory), directory.resolve("data"), Settings.DemoTrust.ALLOWED);
        return ControlPlane.start(new Settings(
                now.config(),
                now.dataDir(),
                now.xds(),
                now.admin(),
                now.health(),
                now.doorNames(),
                now.adminHosts(),
                now.namespace(),
                now.logFile(),
                now.removals(),
                now.demoTrust(),
                now.upstreams(),
                now.keyAddresses(),
                now.keyTrust(),
                Clock.offset(Clock.systemUTC(), ago.negated()),
                now.random()));
    }

    private record Ran(int exit, String err) {}

    private Ran recover() {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = SynapseMesh.run(
                new String[] {
                    "certs",
                    "recover",
                    "--config",
                    directory.resolve("config").toString(),
                    "--data-dir",
                    directory.resolve("data").toString()
                },
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        return new Ran(exit, err.toString(StandardCharsets.UTF_8));
    }

    private List<String> states(ControlPlane running) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            String token =
                    Files.readString(directory.resolve("data/operator.token")).strip();
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.adminPort() + "/api/v1/certs"))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode list = new JsonMapper().readTree(answer.body());
            return list.findValuesAsText("state");
        }
    }

    /// A proxy that trusts `anchors` reaches the xDS port.
    private void handshake(ControlPlane running, String anchors) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int i = 0;
        try (var in = new java.io.ByteArrayInputStream(anchors.getBytes(StandardCharsets.US_ASCII))) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("a" + i++, certificate);
            }
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", running.xdsPort())) {
            socket.startHandshake();
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }

    private String bootstrapCa() throws IOException {
        return Files.readString(directory.resolve("data/bootstrap-ca.pem"));
    }

    @Test
    void allLeavesAndTheDoorEndedAStartIsEnough() throws Exception {
        start(Duration.ofDays(60)).close();
        String anchors = bootstrapCa();
        try (ControlPlane running = start(Duration.ZERO)) {
            assertThat(states(running)).hasSizeGreaterThan(3).containsOnly("Fresh");
            handshake(running, anchors);
        }
        assertThat(recover())
                .isEqualTo(new Ran(0, "No root has ended: start serve, it renews every certificate by itself.\n"));
    }

    /// Nobody has a leaf that is still good, so a rotation has nobody to wait for.
    @Test
    void theMeshRootEndedAStartIsEnough() throws Exception {
        start(YEAR.multipliedBy(2)).close();
        String anchors = bootstrapCa();
        try (ControlPlane running = start(Duration.ZERO)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(states(running)).containsOnly("Fresh"));
            handshake(running, anchors);
            assertThat(recover().exit()).as("while serve runs").isEqualTo(1);
        }
        assertThat(recover().err()).contains("No root has ended");
    }

    @Test
    void theMeshRootEndedOneCommandAndAStart() throws Exception {
        start(YEAR.multipliedBy(2)).close();
        String anchors = bootstrapCa();
        Ran recovered = recover();
        assertThat(recovered.exit()).as(recovered.err()).isZero();
        assertThat(recovered.err()).contains("replaced the root of mesh").doesNotContain("next:");
        try (ControlPlane running = start(Duration.ZERO)) {
            assertThat(states(running)).containsOnly("Fresh");
            handshake(running, anchors);
        }
        assertThat(recover().err()).contains("No root has ended");
        assertThat(Files.readString(directory.resolve("data/audit/audit-000000000000000001.jsonl")))
                .contains("\"change\":\"recovered\"");
    }

    @Test
    void aDoorRootThatEndedIsFollowedByTheOneEveryProxyHasAlready() throws Exception {
        start(YEAR.multipliedBy(6)).close();
        String anchors = bootstrapCa();
        Ran recovered = recover();
        assertThat(recovered.err())
                .contains("replaced the root of mesh")
                .contains("replaced the root of control-plane")
                .contains("by the one prepared for it")
                .contains("trust export")
                .doesNotContain("bootstrap-ca.pem");
        try (ControlPlane running = start(Duration.ZERO)) {
            assertThat(states(running)).containsOnly("Fresh");
            handshake(running, anchors);
        }
    }

    @Test
    void everythingEndedBothDoorRootsToo() throws Exception {
        start(YEAR.multipliedBy(11)).close();
        Ran recovered = recover();
        assertThat(recovered.exit()).as(recovered.err()).isZero();
        assertThat(recovered.err()).contains("give every proxy the new").contains("trust export");
        try (ControlPlane running = start(Duration.ZERO)) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(states(running)).containsOnly("Fresh"));
            handshake(running, bootstrapCa());
        }
    }
}
