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
/// `/{tid}/.well-known/openid-configuration` (v1), `/{tid}/discovery/v2.0/keys`, `/{tid}/discovery/keys`, and
/// `/{tid}/oauth2/v2.0/token` ([EntraTokenEndpoint]).
public final class OidcIssuerFake implements AutoCloseable {
    public static final int TENANTS_MAX = 100;

    private static final String DISCOVERY = "/.well-known/openid-configuration";

    /// Microsoft's name for the authority of the public cloud: a client whose names are mapped reaches this fake.
    private static final String PUBLIC_HOST = "login.microsoftonline.com";

    private final Clock clock;
    private final Pause pause = new Pause();
    private final RequestLog log = new RequestLog();
    private final Map<String, Site> pages = new ConcurrentHashMap<>();
    private final Map<String, Site> forms = new ConcurrentHashMap<>();
    private final Map<String, EntraTenantFake> tenants = new ConcurrentHashMap<>();
    private final FakeHttps server;
    private final CiIssuerFake ci;

    private OidcIssuerFake(SimulatorCa ca, Clock clock) {
        this.clock = clock;
        var credential = ca.issue(List.of("localhost", "127.0.0.1", PUBLIC_HOST));
        this.server = FakeHttps.start(SimulatorCa.serverContext(List.of(credential)), log, this::answer);
        this.ci = openCi();
        pages.put("/common/discovery/instance", call -> instances(call, baseUrl()));
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
        String oauth = baseUrl() + "/" + tenantId + "/oauth2";
        pages.put(
                "/" + tenantId + "/v2.0" + DISCOVERY,
                _ -> discovery(authority.issuerV2(tenantId), issuer, oauth + "/v2.0"));
        pages.put("/" + tenantId + DISCOVERY, _ -> discovery(authority.issuerV1(tenantId), issuer, oauth));
        var tenant = new EntraTenantFake(tenantId, authority, baseUrl(), issuer, clock, pause);
        forms.put("/" + tenantId + "/oauth2/v2.0/token", tenant.tokens()::answer);
        return tenant;
    }

    private CiIssuerFake openCi() {
        String issuerUrl = baseUrl() + "/ci";
        var issuer = new IssuerFake(URI.create(issuerUrl + "/.well-known/jwks"), Map.of(), pause);
        pages.put("/ci/.well-known/jwks", _ -> issuer.serveJwks());
        pages.put("/ci" + DISCOVERY, _ -> Reply.json(200, document(issuerUrl, issuer)));
        return new CiIssuerFake(issuerUrl, issuer, clock);
    }

    private static Reply discovery(String issuerUrl, IssuerFake issuer, String oauth) {
        var document = document(issuerUrl, issuer);
        document.put("token_endpoint", oauth + "/token");
        document.put("authorization_endpoint", oauth + "/authorize");
        document.put("device_authorization_endpoint", oauth + "/devicecode");
        document.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "private_key_jwt", "client_secret_basic"));
        document.put("scopes_supported", List.of("openid", "profile", "email", "offline_access"));
        return Reply.json(200, document);
    }

    /// What Microsoft's libraries ask before they believe an authority they were not built with.
    private static Reply instances(Call call, String baseUrl) {
        var authority = URI.create(call.query().getOrDefault("authorization_endpoint", baseUrl));
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("preferred_network", authority.getAuthority());
        metadata.put("preferred_cache", authority.getAuthority());
        metadata.put("aliases", List.of(authority.getAuthority()));
        String tenant = authority.getPath().split("/", -1)[1];
        var document = new LinkedHashMap<String, Object>();
        document.put("tenant_discovery_endpoint", baseUrl + "/" + tenant + "/v2.0" + DISCOVERY);
        document.put("api-version", "1.1");
        document.put("metadata", List.of(metadata));
        return Reply.json(200, document);
    }

    private static Map<String, Object> document(String issuerUrl, IssuerFake issuer) {
        var document = new LinkedHashMap<String, Object>();
        document.put("issuer", issuerUrl);
        document.put("jwks_uri", issuer.jwksUri().toString());
        document.put("response_types_supported", List.of("id_token"));
        document.put("subject_types_supported", List.of("pairwise"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256"));
        return document;
    }

    private Reply answer(Call call) throws IOException {
        Site form = forms.get(call.path());
        if (form != null) {
            return call.method().equals("POST") ? form.answer(call) : Reply.empty(405);
        }
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
