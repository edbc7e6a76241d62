package io.synapsemesh.certs.issuer.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.synapsemesh.certs.Fixture;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.Pem;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.FakeHttpsServer;
import io.synapsemesh.certs.issuer.FakeHttpsServer.Call;
import io.synapsemesh.certs.issuer.FakeHttpsServer.Reply;
import io.synapsemesh.certs.issuer.Fault;
import io.synapsemesh.certs.issuer.TestCa;
import io.synapsemesh.certs.issuer.TestFiles;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Vault's PKI engine and two of its logins, from the published HTTP API ("PKI secrets engine (API)", "Sign
/// certificate"; "Kubernetes auth method (API)"; "AppRole auth method (API)"). One role, `mesh`, with
/// `allowed_uri_sans=spiffe://corp.example/*`, one issuer, `signing`, mounted at `pki`.
public final class VaultPkiFake implements AutoCloseable {
    public static final String TOKEN = "s.token-of-the-fake";
    private static final List<String> SIGN_PATHS = List.of("/v1/pki/sign/mesh", "/v1/pki/issuer/signing/sign/mesh");

    private final Clock clock;
    private final TestCa ca;
    private final TestCa tls;
    private final FakeHttpsServer server;
    private volatile String validToken = TOKEN;
    private volatile int logins;

    public VaultPkiFake(Clock clock) {
        this.clock = clock;
        this.ca = new TestCa("vault", clock.instant());
        this.tls = new TestCa("vault listener", clock.instant());
        this.server = new FakeHttpsServer(tls, this::answer);
    }

    public URI address() {
        return server.address();
    }

    /// What vouches for the leaves.
    public String anchorsPem() {
        return ca.rootPem();
    }

    /// What vouches for the port.
    public String listenerCaPem() {
        return tls.rootPem();
    }

    public void become(Fault fault) {
        server.become(fault);
    }

    public int calls() {
        return server.calls();
    }

    public int logins() {
        return logins;
    }

    /// Every token handed out so far stops working.
    public void revokeTokens() {
        validToken = "s.token-" + System.nanoTime();
    }

    private Reply answer(Call call) {
        if (!call.method().equals("POST") && !call.method().equals("PUT")) {
            return error(405, "unsupported operation");
        }
        if (call.path().startsWith("/v1/auth/")) {
            return login(call);
        }
        if (!call.header("X-Vault-Token").equals(validToken)) {
            return error(403, "permission denied");
        }
        return SIGN_PATHS.contains(call.path())
                ? sign(VaultJson.read(call.body()))
                : error(404, "no handler for route");
    }

    private Reply login(Call call) {
        logins++;
        JsonNode body = VaultJson.read(call.body());
        boolean known = switch (call.path()) {
            case "/v1/auth/kubernetes/login" ->
                body.path("role").asText().equals("mesh")
                        && body.path("jwt").asText().equals("projected.jwt");
            case "/v1/auth/approle/login" ->
                body.path("role_id").asText().equals("mesh")
                        && body.path("secret_id").asText().equals("secret-id");
            default -> false;
        };
        if (!known) {
            return error(400, "invalid role or secret ID");
        }
        var answer = VaultJson.object();
        answer.putObject("auth")
                .put("client_token", validToken)
                .put("lease_duration", 3600)
                .put("renewable", true);
        return new Reply(200, answer.toString());
    }

    private Reply sign(JsonNode asked) {
        SigningRequest csr;
        try {
            csr = TestFiles.request(asked.path("csr").asText());
        } catch (RuntimeException e) {
            return error(400, "error parsing certificate request");
        }
        String uri = asked.path("uri_sans").asText();
        if (!uri.startsWith("spiffe://corp.example/")) {
            return error(
                    400,
                    "URI Subject Alternative Names were provided via the API, but " + uri
                            + " is not allowed by this role");
        }
        var hosts = Arrays.stream(asked.path("alt_names").asText().split(","))
                .filter(h -> !h.isEmpty())
                .toList();
        var life = Duration.ofSeconds(Long.parseLong(asked.path("ttl").asText().replace("s", "")));
        return signed(csr, uri, hosts, life);
    }

    private Reply signed(SigningRequest csr, String uri, List<String> hosts, Duration life) {
        var now = clock.instant();
        var key =
                server.fault() == Fault.WRONG_KEY ? LeafKey.p256(Fixture.RANDOM).getPublic() : csr.publicKey();
        var signer = server.fault() == Fault.WRONG_CHAIN ? new TestCa("stranger", now) : ca;
        var leaf = server.fault() == Fault.EXPIRED
                ? signer.leaf(
                        key,
                        Optional.of(uri),
                        hosts,
                        now.minus(Duration.ofMinutes(90)),
                        now.minus(Duration.ofMinutes(60)),
                        TestCa.SIGNS)
                : signer.leaf(key, Optional.of(uri), hosts, now, life);
        var answer =
                VaultJson.object().put("lease_id", "").put("renewable", false).put("lease_duration", 0);
        var data = answer.putObject("data")
                .put("certificate", pem(leaf))
                .put("issuing_ca", pem(signer.intermediate()))
                .put("serial_number", leaf.getSerialNumber().toString(16))
                .put("expiration", leaf.getNotAfter().toInstant().getEpochSecond());
        var chain = data.putArray("ca_chain");
        new ArrayList<>(List.of(signer.intermediate(), signer.root())).forEach(c -> chain.add(pem(c)));
        answer.putNull("warnings");
        return new Reply(200, answer.toString());
    }

    /// Vault writes PEM without a line end at its end.
    private static String pem(X509Certificate certificate) {
        return Pem.certificates(List.of(certificate)).strip();
    }

    private static Reply error(int status, String message) {
        var answer = VaultJson.object();
        answer.putArray("errors").add(message);
        return new Reply(status, answer.toString());
    }

    @Override
    public void close() {
        server.close();
    }
}
