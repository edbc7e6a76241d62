package io.synapsemesh.e2e.issuers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.LeafSource;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.AnchorsFile;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.IssuerHttp;
import io.synapsemesh.certs.issuer.IssuerPeer;
import io.synapsemesh.certs.issuer.ServerTrust;
import io.synapsemesh.certs.issuer.acme.AcmeConfig;
import io.synapsemesh.certs.issuer.acme.AcmeIssuer;
import io.synapsemesh.certs.issuer.acme.HttpChallenges;
import io.synapsemesh.e2e.harness.StepCa;
import io.synapsemesh.e2e.harness.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// step-ca's ACME side.
final class AcmePeer implements IssuerPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CALL = Duration.ofSeconds(4);
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final FaultyFront front;
    private final WrongLeaf wrong;
    private final AcmeIssuer issuer;
    private final AtomicReference<Optional<PublicKey>> finalized = new AtomicReference<>(Optional.empty());

    AcmePeer(StepCa ca, HttpChallenges challenges, Clock clock, Path directory) throws IOException {
        wrong = new WrongLeaf(ca.intermediate(), good());
        front = new FaultyFront(ca.port(), ca.pki(), ca.pki().client("CN=front"), this::forge);
        var roots = Files.writeString(directory.resolve("roots.pem"), ca.rootPem());
        TestPki.write(directory, "account", new TestPki("account").root());
        var endpoint = new IssuerHttp.Endpoint(
                front.address().resolve("/acme/acme/directory"), new ServerTrust.Pinned(roots), CALL);
        issuer = new AcmeIssuer(
                new AcmeConfig(endpoint, directory.resolve("account.key"), new AnchorsFile(roots, clock), DEADLINE),
                challenges,
                clock);
    }

    private Optional<FaultyFront.Forged> forge(Fault fault, FaultyFront.Request request) {
        if (request.path().endsWith("/finalize")) {
            finalized.set(Optional.of(publicKey(request.body())));
        }
        if (!WrongLeaf.isOne(fault) || !request.path().contains("/certificate/")) {
            return Optional.empty();
        }
        var pem = wrong.chainPem(
                fault,
                finalized.get().orElseGet(() -> LeafKey.p256(Fixture.RANDOM).getPublic()));
        return Optional.of(new FaultyFront.Forged(
                200, "application/pem-certificate-chain", pem.getBytes(StandardCharsets.US_ASCII)));
    }

    /// Of the request inside the JWS of a finalization (RFC 8555 section 7.4).
    private static PublicKey publicKey(byte[] jws) {
        try {
            JsonNode payload = JSON.readTree(Base64.getUrlDecoder()
                    .decode(JSON.readTree(jws).path("payload").asText()));
            return SigningRequest.parse(
                            Base64.getUrlDecoder().decode(payload.path("csr").asText()))
                    .publicKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LeafSource source() {
        return issuer;
    }

    @Override
    public LeafRequest good() {
        return LeafRequest.of(
                new LeafName.PublicServer(Fixture.SIDECAR.identity()),
                List.of("edge.corp.example", "www.corp.example"),
                LeafRequest.LIFETIME_MAX);
    }

    /// ACME cannot prove it.
    @Override
    public LeafRequest refused() {
        return Fixture.workspaceRequest();
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
