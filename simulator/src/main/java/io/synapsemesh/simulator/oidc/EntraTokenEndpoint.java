package io.synapsemesh.simulator.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Json;
import io.synapsemesh.simulator.http.Pause;
import io.synapsemesh.simulator.http.Reply;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/{tenant}/oauth2/v2.0/token` of one tenant: client credentials and on-behalf-of, for the apps a test registers.
/// Thread-safe.
public final class EntraTokenEndpoint {
    private static final int KEPT_MAX = 10_000;
    private static final String DEFAULT = "/.default";
    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final EntraTenantFake tenant;
    private final String baseUrl;
    private final Clock clock;
    private final TokenDesk desk;
    private final Map<String, EntraApp> apps = new ConcurrentHashMap<>();
    private final Map<String, Supplier<JWKSet>> foreignKeys = new ConcurrentHashMap<>();
    private final Map<String, String> contexts = new ConcurrentHashMap<>();
    private final Set<String> disabled = ConcurrentHashMap.newKeySet();
    private final Set<String> resources = ConcurrentHashMap.newKeySet();
    private final ArrayDeque<TokenGrant> grants = new ArrayDeque<>();

    EntraTokenEndpoint(EntraTenantFake tenant, String baseUrl, Clock clock, Pause pause) {
        this.tenant = tenant;
        this.baseUrl = baseUrl;
        this.clock = clock;
        this.desk = new TokenDesk(pause);
        resources.addAll(List.of(
                EntraTenantFake.SYNAPSE_AUDIENCE, "https://graph.microsoft.com", "https://management.azure.com"));
    }

    private sealed interface Outcome {
        record Granted(Map<String, Object> answer) implements Outcome {}

        record Refused(EntraError error) implements Outcome {}
    }

    /// In place of one with the same client id: secrets rotate so.
    public void register(EntraApp app) {
        apps.put(app.clientId(), app);
    }

    /// Whose assertions count where an app names this issuer.
    public void trustIssuer(String issuer, Supplier<JWKSet> keys) {
        foreignKeys.put(issuer, keys);
    }

    /// Conditional access: no token for this user unless theirs carries the authentication context, such as `c1`, in
    /// `acrs`.
    public void requireContext(String userObjectId, String context) {
        contexts.put(userObjectId, context);
    }

    /// An administrator switched the account off.
    public void disable(String userObjectId) {
        disabled.add(userObjectId);
    }

    public void trouble(TokenTrouble next) {
        desk.trouble(next);
    }

    /// How often it was asked, in trouble or not.
    public long requests() {
        return desk.requests();
    }

    /// The last 10,000 tokens handed out, oldest first.
    public List<TokenGrant> grants() {
        synchronized (grants) {
            return List.copyOf(grants);
        }
    }

    Reply answer(Call call) throws IOException {
        Optional<Reply> instead = desk.before(call);
        if (instead.isPresent()) {
            return instead.get();
        }
        Outcome outcome = judge(call.form());
        String correlation = call.header("client-request-id")
                .orElseGet(() -> UUID.randomUUID().toString());
        return switch (outcome) {
            case Outcome.Granted(var answer) -> desk.granted(answer);
            case Outcome.Refused(var error) -> error.reply(baseUrl, clock.instant(), correlation);
        };
    }

    private Outcome judge(Map<String, String> form) {
        EntraApp app = apps.get(form.getOrDefault("client_id", ""));
        if (app == null) {
            return refused(
                    400,
                    "unauthorized_client",
                    700_016,
                    "Application with identifier '" + form.get("client_id") + "' was not found in the directory '"
                            + tenant.tenantId() + "'.");
        }
        var wrong = new ClientCheck(foreignKeys, clock).wrong(app, form);
        if (wrong.isPresent()) {
            return new Outcome.Refused(wrong.get());
        }
        return switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> forItself(app, form);
            case JWT_BEARER -> onBehalfOf(app, form);
            case "" -> refused(400, "invalid_request", 900_144, "The request body must contain 'grant_type'.");
            default -> refused(400, "unsupported_grant_type", 70_003, "The grant type is not supported.");
        };
    }

    private Outcome forItself(EntraApp app, Map<String, String> form) {
        String scope = form.getOrDefault("scope", "");
        String resource = resource(scope);
        if (resource == null) {
            return refused(
                    400,
                    "invalid_scope",
                    1_002_012,
                    "The provided value for scope " + scope + " is not valid. Client credential flows must have a scope"
                            + " value with /.default suffixed to the resource identifier.");
        }
        if (isUnknown(resource)) {
            return unknownResource(resource);
        }
        TokenDraft draft = tenant.appV1(app.objectId(), app.clientId(), resource)
                .claim("appidacr", proof(form).equals("secret") ? "1" : "2");
        return granted(new TokenGrant(app.clientId(), proof(form), app.objectId(), false, resource), draft);
    }

    private Outcome onBehalfOf(EntraApp app, Map<String, String> form) {
        if (!"on_behalf_of".equals(form.get("requested_token_use"))) {
            return refused(400, "invalid_request", 900_144, "The request must contain 'requested_token_use'.");
        }
        String resource = resource(form.getOrDefault("scope", ""));
        if (resource == null || isUnknown(resource)) {
            return unknownResource(String.valueOf(resource));
        }
        try {
            var assertion = SignedJWT.parse(form.getOrDefault("assertion", ""));
            JWTClaimsSet claims = assertion.getJWTClaimsSet();
            Outcome wrong = Jwts.signedBy(tenant.issuer().publishedKeys(), assertion)
                    ? wrongAssertion(app, claims)
                    : refused(400, "invalid_grant", 50_013, "Assertion failed signature validation.");
            String user = claims.getStringClaim("oid");
            return wrong == null ? exchanged(app, user, resource, form) : wrong;
        } catch (ParseException | JOSEException e) {
            return refused(400, "invalid_grant", 50_027, "JWT token is invalid or malformed.");
        }
    }

    private @Nullable Outcome wrongAssertion(EntraApp app, JWTClaimsSet claims) throws ParseException {
        if (!Set.of(tenant.issuerV1(), tenant.issuerV2()).contains(String.valueOf(claims.getIssuer()))) {
            return refused(400, "invalid_grant", 50_013, "Assertion failed signature validation.");
        }
        if (!Jwts.isValidAt(clock.instant(), claims)) {
            return refused(400, "invalid_grant", 500_133, "Assertion is not within its valid time range.");
        }
        if (claims.getAudience().stream().noneMatch(app.audiences()::contains)) {
            return refused(
                    400,
                    "invalid_grant",
                    500_131,
                    "Assertion audience does not match the Client app presenting the assertion.");
        }
        if (claims.getStringClaim("scp") == null) {
            return refused(
                    400,
                    "invalid_grant",
                    7_000_114,
                    "Application '" + claims.getStringClaim("oid") + "' is not allowed to make application on-behalf-of"
                            + " calls.");
        }
        String user = String.valueOf(claims.getStringClaim("oid"));
        if (disabled.contains(user)) {
            return refused(400, "invalid_grant", 50_057, "The user account is disabled.");
        }
        String context = contexts.get(user);
        return context == null || list(claims, "acrs").contains(context) ? null : challenge(context);
    }

    private static Outcome challenge(String context) {
        String claims = "{\"access_token\":{\"acrs\":{\"essential\":true,\"value\":\"" + context + "\"}}}";
        return new Outcome.Refused(new EntraError(
                400,
                "interaction_required",
                50_079,
                "Due to a configuration change made by your administrator, or because you moved to a new location, you"
                        + " must enroll in multifactor authentication to access the resource.",
                Map.of("claims", claims, "suberror", "basic_action")));
    }

    private Outcome exchanged(EntraApp app, String user, String resource, Map<String, String> form) {
        TokenDraft draft = tenant.userV1(user, resource)
                .claim("appid", app.clientId())
                .claim("appidacr", proof(form).equals("secret") ? "1" : "2");
        var outcome = granted(new TokenGrant(app.clientId(), proof(form), user, true, resource), draft);
        var answer = new LinkedHashMap<>(outcome.answer());
        answer.put("scope", resource + "/user_impersonation " + resource + DEFAULT);
        if (form.getOrDefault("scope", "").contains("offline_access")) {
            answer.put("refresh_token", "fake-" + UUID.randomUUID());
        }
        if ("1".equals(form.get("client_info"))) {
            byte[] info = Json.bytes(Map.of("uid", user, "utid", tenant.tenantId()));
            answer.put("client_info", Base64.getUrlEncoder().withoutPadding().encodeToString(info));
        }
        return new Outcome.Granted(answer);
    }

    private Outcome.Granted granted(TokenGrant grant, TokenDraft draft) {
        synchronized (grants) {
            if (grants.size() == KEPT_MAX) {
                grants.removeFirst();
            }
            grants.addLast(grant);
        }
        long seconds = desk.lifetime(EntraTenantFake.LIFETIME.toSeconds());
        var answer = new LinkedHashMap<String, Object>();
        answer.put("token_type", "Bearer");
        answer.put("expires_in", seconds);
        answer.put("ext_expires_in", seconds);
        answer.put("access_token", desk.mint(tenant.issuer(), draft));
        return new Outcome.Granted(answer);
    }

    /// Of the scopes the one that names a resource; Microsoft's libraries send OpenID's own with every grant.
    private static @Nullable String resource(String scope) {
        for (String one : scope.split(" ", -1)) {
            if (one.endsWith(DEFAULT)) {
                return one.substring(0, one.length() - DEFAULT.length());
            }
        }
        return null;
    }

    private boolean isUnknown(String resource) {
        return !resources.contains(resource)
                && apps.values().stream().noneMatch(app -> app.audiences().contains(resource));
    }

    private static Outcome unknownResource(String resource) {
        return refused(
                400,
                "invalid_resource",
                500_011,
                "The resource principal named " + resource + " was not found in the tenant.");
    }

    private static String proof(Map<String, String> form) {
        return form.containsKey("client_secret") ? "secret" : "assertion";
    }

    private static List<String> list(JWTClaimsSet claims, String name) throws ParseException {
        List<String> values = claims.getStringListClaim(name);
        return values == null ? List.of() : values;
    }

    private static Outcome refused(int status, String error, int code, String text) {
        return new Outcome.Refused(EntraError.of(status, error, code, text));
    }
}
