package io.synapsemesh.certs.issuer.vault;

import io.synapsemesh.certs.Anchors;
import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.IssuanceRefused;
import io.synapsemesh.certs.LeafIssuer;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.certs.issuer.IssuedChain;
import io.synapsemesh.certs.issuer.IssuerHttp;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Signs with the PKI engine of Vault or OpenBao: `POST /v1/<mount>/sign/<role>` (HTTP API, "Sign certificate").
///
/// A client of one call needs no SDK: the community driver has its own HTTP stack without a size limit or a total
/// deadline, and both are wanted here.
public final class VaultPkiIssuer implements LeafIssuer, AutoCloseable {
    private final VaultPkiConfig config;
    private final Clock clock;
    private final IssuerHttp http;
    private final VaultSession session;

    public VaultPkiIssuer(VaultPkiConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.http = new IssuerHttp(config.endpoint(), clock);
        this.session = new VaultSession(http, config.login(), headers(), clock);
    }

    @Override
    public String name() {
        return "vaultPki";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        var roots = config.anchors().roots();
        if (!(request.name() instanceof LeafName.Svid svid)) {
            throw new IssuanceRefused(
                    "Vault signs SVIDs only, not " + request.name().text());
        }
        var body = VaultJson.bytes(VaultJson.object()
                .put("csr", IssuedChain.pem(csr))
                .put("uri_sans", svid.identity().uri())
                .put("alt_names", String.join(",", request.dnsNames()))
                .put("exclude_cn_from_sans", true)
                .put("ttl", request.lifetime().toSeconds() + "s")
                .put("format", "pem"));
        var answer = send(body);
        if (!answer.isOk()) {
            throw judged(request, answer);
        }
        return IssuedChain.accept(name(), request, csr, certificates(answer.body()), roots, clock.instant());
    }

    private IssuerHttp.Answer send(byte[] body) {
        var headers = new HashMap<>(headers());
        headers.put("Content-Type", "application/json");
        headers.put("X-Vault-Token", new String(session.token().open(), StandardCharsets.US_ASCII));
        var answer = http.post(config.signPath(), headers, body);
        if (answer.status() == 403) {
            session.forget();
        }
        return answer;
    }

    /// A token can be renewed by the next attempt; a request that the role forbids stays forbidden until somebody
    /// changes the role.
    private static IssuanceFailed judged(LeafRequest request, IssuerHttp.Answer answer) {
        String said = " (" + answer.status() + ": " + VaultJson.errors(answer.body()) + ")";
        return switch (answer.status()) {
            case 400 ->
                new IssuanceRefused("Vault's role refuses " + request.name().text() + said);
            case 403 -> new IssuanceFailed("Vault refuses our token" + said + ". Fix: check its policy and its age.");
            case 404 -> new IssuanceFailed("Vault has no such mount or role" + said);
            default -> new IssuanceFailed("Vault did not sign" + said);
        };
    }

    private List<X509Certificate> certificates(byte[] body) {
        var fields = VaultJson.read(body).path("data");
        var pems = new ArrayList<String>();
        pems.add(fields.path("certificate").asText(""));
        pems.addAll(VaultJson.texts(fields.path("ca_chain")));
        pems.add(fields.path("issuing_ca").asText(""));
        if (pems.getFirst().isBlank()) {
            throw new IssuanceFailed("Vault answered without a certificate");
        }
        return IssuedChain.parse(name(), pems);
    }

    private Map<String, String> headers() {
        return config.namespace().map(n -> Map.of("X-Vault-Namespace", n)).orElse(Map.of());
    }

    @Override
    public Anchors anchors() {
        return config.anchors().roots().anchors();
    }

    @Override
    public X509Certificate signer() {
        return config.anchors().roots().signer();
    }

    @Override
    public void close() {
        http.close();
    }
}
