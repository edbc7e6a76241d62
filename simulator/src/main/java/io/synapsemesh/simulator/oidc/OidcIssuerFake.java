package io.synapsemesh.simulator.oidc;

import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.FakeHttps;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.http.RequestLog;
import io.synapsemesh.simulator.http.Site;
import io.synapsemesh.simulator.tls.SimulatorCa;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An HTTPS host (`https://localhost:{port}`) of OpenID Connect issuers: Entra tenants and one CI system.
///
/// Each issuer has keys of its own. Paths of a tenant are Entra's: `/{tid}/v2.0/.well-known/openid-configuration`,
/// `/{tid}/.well-known/openid-configuration` (v1), `/{tid}/discovery/v2.0/keys` and `/{tid}/discovery/keys`.
public final class OidcIssuerFake implements AutoCloseable {
    public static final int TENANTS_MAX = 100;

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final Clock clock;
    private final Pause pause = new Pause();
    private final RequestLog log = new RequestLog();
    private final Map<String, Site> pages = new ConcurrentHashMap<>();
    private final Map<String, EntraTenantFake> tenants = new ConcurrentHashMap<>();
    private final FakeHttps server;
    private final CiIssuerFake ci;

    private OidcIssuerFake(SimulatorCa ca, Clock clock) {
        this.clock = clock;
        var credential = ca.issue(List.of("localhost", "127.0.0.1"));
        this.server = FakeHttps.start(SimulatorCa.serverContext(List.of(credential)), log, this::answer);
        this.ci = openCi();
    }

    public static OidcIssuerFake start(SimulatorCa ca, Clock clock) {
        return new OidcIssuerFake(ca, clock);
    }

    public String baseUrl() {
        return "https://localhost:" + server.port();
    }

    public int port() {
        return server.port();
    }

    public CiIssuerFake ci() {
        return ci;
    }

    public RequestLog requests() {
        return log;
    }

    /// The tenant whose tokens name this host as their issuer; made at first use.
    public EntraTenantFake entra(String tenantId) {
        return entra(tenantId, new EntraAuthority(baseUrl(), baseUrl()));
    }

    /// The tenant whose tokens and keys name `authority`, while discovery and keys are served here. The authority of
    /// the first use stays.
    public synchronized EntraTenantFake entra(String tenantId, EntraAuthority authority) {
        if (tenants.size() >= TENANTS_MAX && !tenants.containsKey(tenantId)) {
            throw new IllegalStateException("the issuer fake holds at most " + TENANTS_MAX + " tenants");
        }
        return tenants.computeIfAbsent(tenantId, id -> openTenant(id, authority));
    }

    private EntraTenantFake openTenant(String tenantId, EntraAuthority authority) {
        var jwksUri = URI.create(baseUrl() + "/" + tenantId + "/discovery/v2.0/keys");
        var issuer = new IssuerFake(jwksUri, Map.of("issuer", authority.issuerV2(tenantId)), pause);
        pages.put("/" + tenantId + "/discovery/v2.0/keys", _ -> issuer.serveJwks());
        pages.put("/" + tenantId + "/discovery/keys", _ -> issuer.serveJwks());
        pages.put("/" + tenantId + "/v2.0" + DISCOVERY, _ -> discovery(authority.issuerV2(tenantId), issuer));
        pages.put("/" + tenantId + DISCOVERY, _ -> discovery(authority.issuerV1(tenantId), issuer));
        return new EntraTenantFake(tenantId, authority, issuer, clock);
    }

    private CiIssuerFake openCi() {
        String issuerUrl = baseUrl() + "/ci";
        var issuer = new IssuerFake(URI.create(issuerUrl + "/.well-known/jwks"), Map.of(), pause);
        pages.put("/ci/.well-known/jwks", _ -> issuer.serveJwks());
        pages.put("/ci" + DISCOVERY, _ -> discovery(issuerUrl, issuer));
        return new CiIssuerFake(issuerUrl, issuer, clock);
    }

    private static Reply discovery(String issuerUrl, IssuerFake issuer) {
        var document = new LinkedHashMap<String, Object>();
        document.put("issuer", issuerUrl);
        document.put("jwks_uri", issuer.jwksUri().toString());
        document.put("response_types_supported", List.of("id_token"));
        document.put("subject_types_supported", List.of("pairwise"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256"));
        return Reply.json(200, document);
    }

    private Reply answer(Call call) throws IOException {
        Site page = pages.get(call.path());
        if (page == null) {
            return Reply.text(404, "text/plain", "the issuer fake has no such page");
        }
        return call.method().equals("GET") || call.method().equals("HEAD") ? page.answer(call) : Reply.empty(405);
    }

    @Override
    public void close() {
        pause.close();
        server.close();
    }
}
