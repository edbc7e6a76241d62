package io.synapsemesh.simulator.oidc;

import io.synapsemesh.simulator.http.Pause;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One Entra ID tenant: its keys, its two issuers (v1 and v2) and the tokens it hands out.
///
/// Claims by entra-docs `identity-platform/access-token-claims-reference.md`. Lifetimes are 75 minutes, Entra's
/// average.
public final class EntraTenantFake {
    /// The audience of every Synapse workspace, without a trailing slash (azure-rest-api-specs #10500).
    public static final String SYNAPSE_AUDIENCE = "https://dev.azuresynapse.net";

    static final Duration LIFETIME = Duration.ofMinutes(75);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String tenantId;
    private final String issuerV1;
    private final String issuerV2;
    private final IssuerFake issuer;
    private final Clock clock;
    private final EntraTokenEndpoint tokens;

    EntraTenantFake(
            String tenantId, EntraAuthority authority, String baseUrl, IssuerFake issuer, Clock clock, Pause pause) {
        this.tenantId = tenantId;
        this.issuerV1 = authority.issuerV1(tenantId);
        this.issuerV2 = authority.issuerV2(tenantId);
        this.issuer = issuer;
        this.clock = clock;
        this.tokens = new EntraTokenEndpoint(this, baseUrl, clock, pause);
    }

    public String tenantId() {
        return tenantId;
    }

    public String issuerV1() {
        return issuerV1;
    }

    public String issuerV2() {
        return issuerV2;
    }

    /// Keys, key document, rotation and trouble.
    public IssuerFake issuer() {
        return issuer;
    }

    /// Where its apps get tokens.
    public EntraTokenEndpoint tokens() {
        return tokens;
    }

    /// Signs a draft as it is, right or wrong.
    public String mint(TokenDraft draft) {
        return issuer.mint(draft);
    }

    /// A delegated v2 token: what a mesh application registered with `accessTokenAcceptedVersion: 2` gets.
    public TokenDraft userV2(String objectId, String audience) {
        var claims = start(issuerV2, audience, objectId);
        claims.put("azp", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
        claims.put("azpacr", "0");
        claims.put("name", "Test User");
        claims.put("preferred_username", objectId + "@example.invalid");
        claims.put("scp", "access_as_user");
        claims.put("ver", "2.0");
        return TokenDraft.of(claims);
    }

    /// A delegated v1 token of the same tenant and keys.
    public TokenDraft userV1(String objectId, String audience) {
        var claims = start(issuerV1, audience, objectId);
        claims.put("acr", "1");
        claims.put("appid", "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
        claims.put("appidacr", "0");
        claims.put("unique_name", objectId + "@example.invalid");
        claims.put("scp", "user_impersonation");
        claims.put("ver", "1.0");
        return TokenDraft.of(claims);
    }

    /// A v2 client-credentials token: `idtyp` app, no `scp`, `sub` equal to `oid`.
    public TokenDraft app(String objectId, String clientId, String audience) {
        var claims = start(issuerV2, audience, objectId);
        claims.put("azp", clientId);
        claims.put("azpacr", "2");
        claims.put("idtyp", "app");
        claims.put("sub", objectId);
        claims.put("ver", "2.0");
        return TokenDraft.of(claims);
    }

    /// The v1 token of an application for one of Microsoft's own resources.
    public TokenDraft appV1(String objectId, String clientId, String audience) {
        var claims = start(issuerV1, audience, objectId);
        claims.put("appid", clientId);
        claims.put("appidacr", "1");
        claims.put("idp", issuerV1);
        claims.put("idtyp", "app");
        claims.put("sub", objectId);
        claims.put("ver", "1.0");
        return TokenDraft.of(claims);
    }

    /// The token a client shows to Synapse itself: v1, as Microsoft's own resources get.
    public TokenDraft synapse(String objectId) {
        return userV1(objectId, SYNAPSE_AUDIENCE);
    }

    private Map<String, @Nullable Object> start(String iss, String audience, String objectId) {
        long now = clock.instant().getEpochSecond();
        var claims = new LinkedHashMap<String, @Nullable Object>();
        claims.put("aud", audience);
        claims.put("iss", iss);
        claims.put("iat", now);
        claims.put("nbf", now);
        claims.put("exp", now + LIFETIME.toSeconds());
        claims.put("oid", objectId);
        claims.put("sub", pairwise(objectId, audience));
        claims.put("tid", tenantId);
        claims.put("uti", random());
        return claims;
    }

    /// `sub` differs for each application: stable for one pair, useless across two.
    private static String pairwise(String objectId, String audience) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return url(digest.digest((objectId + " " + audience).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String random() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return url(bytes);
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
