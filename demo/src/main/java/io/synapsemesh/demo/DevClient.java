package io.synapsemesh.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An application of the demo on `dev`: it knows the workspace's own host name, trusts the client-facing CA of the mesh
/// and nothing else, and carries a token for Synapse; beyond a second token it knows nothing of a mesh. Keeps its
/// connections, as applications do.
final class DevClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long ANSWER_BYTES_MAX = 1 << 20;

    private final HttpClient http;
    private final Sidecar sidecar;
    private final String synapseToken;

    /// @param trustPem the client-facing CA
    /// @param synapseToken passed through to Synapse
    DevClient(Sidecar sidecar, String trustPem, String synapseToken) {
        this.sidecar = sidecar;
        this.synapseToken = synapseToken;
        this.http = HttpClient.newBuilder()
                .sslContext(trusting(trustPem))
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// @param meshToken proves the caller; without one the workload asks for itself
    record Request(String method, String workspace, String path, Optional<String> meshToken) {}

    record Answer(int status, String body) {}

    String workload() {
        return sidecar.workload();
    }

    Answer send(Request request) throws IOException, InterruptedException {
        String host = request.workspace() + ".dev.azuresynapse.net";
        var uri = URI.create("https://" + host + ":" + sidecar.dev(request.workspace()) + request.path());
        var body = request.method().equals("GET")
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString("{\"name\":\"demo\"}");
        var builder = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + synapseToken)
                .header("Content-Type", "application/json")
                .method(request.method(), body);
        request.meshToken().ifPresent(token -> builder.header("X-SynapseMesh-Token", token));
        var response = http.send(builder.build(), BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES_MAX));
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private static SSLContext trusting(String pem) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("root" + count++, certificate);
            }
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the client-facing CA is PEM the JDK reads", e);
        }
    }
}
