package io.synapsemesh.e2e.issuers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.stepca.StepCaConfig;
import io.synapsemesh.certs.issuer.stepca.StepCaIssuer;
import io.synapsemesh.e2e.harness.StepCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// step-ca's own API.
final class StepCaPeer implements IssuerPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final FaultyFront front;
    private final WrongLeaf wrong;
    private final StepCaIssuer issuer;

    StepCaPeer(StepCa ca, Clock clock, Path directory) throws IOException {
        wrong = new WrongLeaf(ca.intermediate(), good());
        front = new FaultyFront(ca.port(), ca.pki(), ca.pki().client("CN=front"), this::forge);
        issuer = new StepCaIssuer(config(front, ca, clock, directory), clock, Fixture.RANDOM);
    }

    static StepCaConfig config(FaultyFront front, StepCa ca, Clock clock, Path directory) throws IOException {
        var roots = Files.writeString(directory.resolve("roots.pem"), ca.rootPem());
        var endpoint = new IssuerHttp.Endpoint(front.address(), new ServerTrust.Pinned(roots), DEADLINE);
        return new StepCaConfig(endpoint, "synapsemesh", ca.provisionerKey(), new AnchorsFile(roots, clock));
    }

    private Optional<FaultyFront.Forged> forge(Fault fault, FaultyFront.Request request) {
        if (!WrongLeaf.isOne(fault) || !request.path().equals("/1.0/sign")) {
            return Optional.empty();
        }
        try {
            var csr = SigningRequest.parse(der(JSON.readTree(request.body()).path("csr").asText()));
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

    @Override
    public LeafRequest good() {
        return Fixture.workspaceRequest();
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
