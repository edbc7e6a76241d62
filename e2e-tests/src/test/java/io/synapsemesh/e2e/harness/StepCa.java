package io.synapsemesh.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.bouncycastle.util.BigIntegers;

/// A real step-ca on loopback with a root and an intermediate of its own, a JWK provisioner `synapsemesh` and an ACME
/// provisioner `acme` for which every host is this machine; in a folder of its own, any number beside each other.
public final class StepCa implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final int STARTS = 3;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String TEMPLATE =
            "{\\\"sans\\\": {{ toJson .SANs }}, \\\"keyUsage\\\": [\\\"digitalSignature\\\"],"
                    + " \\\"extKeyUsage\\\": [%s], \\\"basicConstraints\\\": {\\\"isCA\\\": false}}";

    private final TestPki pki = new TestPki("step");
    private final TestPki.Held intermediate = pki.intermediate("step signing");
    private final TestPki.Held provisioner = pki.client("CN=provisioner");
    private final DnsStub names = new DnsStub();
    private final Path folder;
    /// The server's, and the one on which a host answers http-01.
    private final int port;
    private final ToolProcess process;

    private StepCa(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        TestPki.writePrivate(folder.resolve("root.pem"), rootPem());
        TestPki.write(folder, "intermediate", intermediate);
        TestPki.write(folder, "provisioner", provisioner);
        TestPki.writePrivate(folder.resolve("ca.json"), config());
        process = ToolProcess.start(
                ToolBinary.find("step-ca"),
                folder,
                List.of(
                        "--insecure",
                        "--acme-http-port=" + httpPort(),
                        "--resolver=" + names.address(),
                        folder.resolve("ca.json").toString()));
    }

    public static StepCa start() {
        for (int i = 1; ; i++) {
            var ca = new StepCa(newFolder(), Ports.inARow(2));
            try {
                ca.process.awaitReady(WITHIN, ca::isHealthy);
                return ca;
            } catch (RuntimeException e) {
                boolean again = i < STARTS && ca.process.tail().contains("address already in use");
                ca.close();
                if (!again) {
                    throw e;
                }
            }
        }
    }

    public int port() {
        return port;
    }

    /// `https://localhost:PORT`.
    public URI address() {
        return URI.create("https://localhost:" + port);
    }

    /// Where step-ca looks for answers to http-01, whatever the host.
    public int httpPort() {
        return port + 1;
    }

    public long pid() {
        return process.pid();
    }

    /// Of the server and of the leaves.
    public TestPki pki() {
        return pki;
    }

    public String rootPem() {
        return pki.root().certificatePem();
    }

    /// What signs, for leaves that step-ca itself would not make.
    public TestPki.Held intermediate() {
        return intermediate;
    }

    /// PKCS#8 PEM.
    public Path provisionerKey() {
        return folder.resolve("provisioner.key");
    }

    /// The end of its log.
    public String tail() {
        return process.tail();
    }

    @Override
    public void close() {
        process.close();
        names.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private boolean isHealthy() {
        try (var client = HttpClient.newBuilder()
                .sslContext(pki.tls(pki.client("CN=probe")))
                .build()) {
            var request = HttpRequest.newBuilder(address().resolve("/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"ok\"");
        } catch (IOException _) {
            return false; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String config() {
        return """
                {"root": "root.pem", "crt": "intermediate.pem", "key": "intermediate.key",
                 "address": "127.0.0.1:%d", "dnsNames": ["localhost", "127.0.0.1"], "logger": {"format": "text"},
                 "db": {"type": "badgerv2", "dataSource": "%s"},
                 "authority": {"provisioners": [
                  {"type": "JWK", "name": "synapsemesh", "key": %s,
                   "claims": {"disableSmallstepExtensions": true, "disableRenewal": true, "maxTLSCertDuration": "25h"},
                   "options": {"x509": {"template": "%s"}}},
                  {"type": "ACME", "name": "acme", "challenges": ["http-01"],
                   "claims": {"disableSmallstepExtensions": true, "defaultTLSCertDuration": "24h"},
                   "options": {"x509": {"template": "%s"}}}]}}
                """.formatted(
                        port,
                        folder.resolve("db"),
                        jwk((ECPublicKey) provisioner.keys().getPublic()),
                        TEMPLATE.formatted("\\\"serverAuth\\\", \\\"clientAuth\\\""),
                        TEMPLATE.formatted("\\\"serverAuth\\\""));
    }

    /// A public JWK whose id is its RFC 7638 thumbprint.
    private static String jwk(ECPublicKey key) {
        var point = key.getW();
        String members = "\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + coordinate(point.getAffineX()) + "\",\"y\":\""
                + coordinate(point.getAffineY()) + "\"";
        try {
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest(("{" + members + "}").getBytes(StandardCharsets.US_ASCII));
            return "{\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"" + BASE64URL.encodeToString(hash) + "\"," + members
                    + "}";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String coordinate(java.math.BigInteger number) {
        return BASE64URL.encodeToString(BigIntegers.asUnsignedByteArray(32, number));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("synapsemesh-step");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
