package io.synapsemesh.e2e.issuers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.stepca.StepCaConfig;
import io.synapsemesh.certs.issuer.stepca.StepCaIssuer;
import io.synapsemesh.e2e.harness.StepCa;
import io.synapsemesh.e2e.harness.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// step-ca's own API.
final class StepCaPeer implements IssuerPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private final StepCa ca;
    private final Path directory;
    private final FaultyFront front;
    private final WrongLeaf wrong;
    private final StepCaIssuer issuer;
    private volatile byte[] lastSignBody = {};

    StepCaPeer(StepCa ca, Clock clock, Path directory) throws IOException {
        this.ca = ca;
        this.directory = directory;
        Files.copy(ca.provisionerKey(), key(), StandardCopyOption.COPY_ATTRIBUTES);
        wrong = new WrongLeaf(ca.intermediate(), good());
        front = new FaultyFront(ca.port(), ca.pki(), ca.pki().client("CN=front"), this::forge);
        issuer = new StepCaIssuer(config(clock), clock, Fixture.RANDOM);
    }

    private StepCaConfig config(Clock clock) throws IOException {
        var roots = Files.writeString(directory.resolve("roots.pem"), ca.rootPem());
        var endpoint = new IssuerHttp.Endpoint(front.address(), new ServerTrust.Pinned(roots), DEADLINE);
        return new StepCaConfig(endpoint, "synapsemesh", key(), new AnchorsFile(roots, clock));
    }

    private Path key() {
        return directory.resolve("provisioner.key");
    }

    /// What the issuer last sent to `/1.0/sign`.
    byte[] lastSignBody() {
        return lastSignBody;
    }

    /// The same with another request in it.
    byte[] withOtherRequest(byte[] body, SigningRequest csr) throws IOException {
        var fields = (ObjectNode) JSON.readTree(body);
        return JSON.writeValueAsBytes(fields.put("csr", IssuedChain.pem(csr)));
    }

    /// What step-ca answers to these bytes from somebody who overheard them.
    int replay(byte[] body) throws IOException {
        try (var client = HttpClient.newBuilder()
                .sslContext(ca.pki().tls(ca.pki().client("CN=eavesdropper")))
                .build()) {
            var request = HttpRequest.newBuilder(ca.address().resolve("/1.0/sign"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// From now on we sign with a key that no provisioner has.
    void useUnknownKey() throws IOException {
        Files.writeString(key(), new TestPki("unknown").root().keyPem());
    }

    private Optional<FaultyFront.Forged> forge(Fault fault, FaultyFront.Request request) {
        if (request.path().equals("/1.0/sign")) {
            lastSignBody = request.body();
        }
        if (!WrongLeaf.isOne(fault) || !request.path().equals("/1.0/sign")) {
            return Optional.empty();
        }
        try {
            var csr = SigningRequest.parse(
                    der(JSON.readTree(request.body()).path("csr").asText()));
            var answer = JSON.createObjectNode();
            answer.put("crt", wrong.chainPem(fault, csr.publicKey())).put("ca", "");
            answer.putArray("certChain");
            return Optional.of(new FaultyFront.Forged(201, "application/json", JSON.writeValueAsBytes(answer)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] der(String pem) {
        return Base64.getMimeDecoder()
                .decode(pem.replaceAll("-----[A-Z ]+-----", "").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public LeafSource source() {
        return issuer;
    }

    /// Longer than the provisioner allows.
    @Override
    public LeafRequest refused() {
        return LeafRequest.of(new LeafName.Svid(Fixture.SIDECAR.identity()), List.of(), Duration.ofDays(30));
    }

    @Override
    public void become(Fault fault) {
        front.become(fault);
    }

    @Override
    public int calls() {
        return front.calls();
    }

    @Override
    public Duration deadline() {
        return DEADLINE;
    }

    @Override
    public void close() {
        issuer.close();
        front.close();
    }
}
