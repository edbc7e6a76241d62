package io.synapsemesh.certs.issuer.stepca;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Signs with step-ca: `POST /1.0/sign` with a one-time token of a JWK provisioner. Unlike its ACME side it proves
/// nothing about names, it believes the provisioner's key, so it may sign SVIDs.
public final class StepCaIssuer implements LeafIssuer, AutoCloseable {
    private static final String SIGN = "/1.0/sign";

    private final StepCaConfig config;
    private final Clock clock;
    private final SecureRandom random;
    private final IssuerHttp http;

    public StepCaIssuer(StepCaConfig config, Clock clock, SecureRandom random) {
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.http = new IssuerHttp(config.endpoint(), clock);
    }

    @Override
    public String name() {
        return "stepCa";
    }

    @Override
    public CertificateChain issue(LeafRequest request, SigningRequest csr) {
        var roots = config.anchors().roots();
        if (!(request.name() instanceof LeafName.Svid svid)) {
            throw new IssuanceRefused(
                    "step-ca signs SVIDs only, not " + request.name().text());
        }
        String audience = config.endpoint().base().resolve(SIGN).toString();
        var token = new OneTimeToken(config.provisioner(), audience, svid.identity(), request.dnsNames(), csr);
        // The time is counted from step-ca's own clock, so that ours may be wrong.
        var body = StepJson.bytes(StepJson.object()
                .put("csr", IssuedChain.pem(csr))
                .put("ott", token.signed(ProvisionerKey.read(config.keyFile()), clock.instant(), random))
                .put("notAfter", request.lifetime().toSeconds() + "s"));
        var answer = http.post(SIGN, Map.of("Content-Type", "application/json"), body);
        if (!answer.isOk()) {
            throw judged(request, answer);
        }
        return IssuedChain.accept(name(), request, csr, certificates(answer.body()), roots, clock.instant());
    }

    /// 401: the token, so our key or the clocks; 400 and 403: the request, which stays what it is.
    private static IssuanceFailed judged(LeafRequest request, IssuerHttp.Answer answer) {
        String said = " (" + answer.status() + ": " + StepJson.message(answer.body()) + ")";
        return switch (answer.status()) {
            case 400, 403 ->
                new IssuanceRefused("step-ca refuses " + request.name().text() + said);
            case 401 ->
                new IssuanceFailed("step-ca refuses our token" + said
                        + ". Fix: check the provisioner's name and key, and the clocks.");
            default -> new IssuanceFailed("step-ca did not sign" + said);
        };
    }

    private List<X509Certificate> certificates(byte[] body) {
        JsonNode fields = StepJson.read(body);
        var pems = new ArrayList<String>();
        pems.add(fields.path("crt").asText(""));
        fields.path("certChain").forEach(item -> pems.add(item.asText("")));
        pems.add(fields.path("ca").asText(""));
        if (pems.getFirst().isBlank()) {
            throw new IssuanceFailed("step-ca answered without a certificate");
        }
        return IssuedChain.parse(name(), pems);
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
