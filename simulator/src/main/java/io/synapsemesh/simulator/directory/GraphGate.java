package io.synapsemesh.simulator.directory;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.synapse.TokenTrust;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Whose tokens the fake believes: opaque ones that it handed out itself, and signed ones of trusted issuers whose
/// audience is Microsoft Graph. Thread-safe.
final class GraphGate {
    /// With and without the slash, and as the application's id: all three are seen in tokens for Microsoft Graph.
    private static final Set<String> AUDIENCES = Set.of(
            "https://graph.microsoft.com", "https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000");

    private static final int TOKENS_MAX = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Either who it is, or the refusal to send.
    sealed interface Verdict {
        record Known(GraphCaller caller) implements Verdict {}

        record Refused(Reply reply) implements Verdict {}
    }

    private final Map<String, GraphCaller> handedOut = new ConcurrentHashMap<>();
    private final List<TokenTrust> trusted = new CopyOnWriteArrayList<>();

    String handOut(GraphCaller caller) {
        if (handedOut.size() >= TOKENS_MAX) {
            throw new IllegalStateException("the Graph fake hands out at most " + TOKENS_MAX + " tokens");
        }
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        handedOut.put(token, caller);
        return token;
    }

    void revoke(String token) {
        handedOut.remove(token);
    }

    void trust(TokenTrust trust) {
        trusted.add(trust);
    }

    Verdict judge(Call call) {
        String header = call.header("authorization").orElse("");
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return refused(call, "Access token is empty.");
        }
        String token = header.substring(7).strip();
        GraphCaller known = handedOut.get(token);
        return known != null ? new Verdict.Known(known) : judgeSigned(call, token);
    }

    private Verdict judgeSigned(Call call, String token) {
        try {
            var jwt = SignedJWT.parse(token);
            Optional<TokenTrust> trust = trusted.stream()
                    .filter(candidate -> verifies(jwt, candidate))
                    .findFirst();
            return trust.isEmpty()
                    ? refused(call, "Invalid signature.")
                    : judgeClaims(call, jwt.getJWTClaimsSet(), trust.get());
        } catch (ParseException e) {
            return refused(call, "The token is no JWT.");
        }
    }

    private static Verdict judgeClaims(Call call, JWTClaimsSet claims, TokenTrust trust) throws ParseException {
        if (!trust.issuers().contains(Objects.requireNonNullElse(claims.getIssuer(), ""))) {
            return refused(call, "Invalid issuer.");
        }
        if (claims.getAudience().size() != 1
                || !AUDIENCES.contains(claims.getAudience().getFirst())) {
            return refused(call, "Invalid audience.");
        }
        var expires = claims.getExpirationTime();
        if (expires == null || !trust.clock().instant().isBefore(expires.toInstant())) {
            return refused(call, "Lifetime validation failed, the token is expired.");
        }
        List<String> roles =
                Optional.ofNullable(claims.getStringListClaim("roles")).orElse(List.of());
        return new Verdict.Known(
                new GraphCaller(Objects.requireNonNullElse(claims.getStringClaim("tid"), ""), Set.copyOf(roles)));
    }

    private static boolean verifies(SignedJWT jwt, TokenTrust trust) {
        try {
            String kid = Objects.requireNonNullElse(jwt.getHeader().getKeyID(), "");
            return trust.keys().get().getKeyByKeyId(kid) instanceof RSAKey key && jwt.verify(new RSASSAVerifier(key));
        } catch (JOSEException e) {
            return false;
        }
    }

    private static Verdict refused(Call call, String why) {
        return new Verdict.Refused(GraphErrors.unauthenticated(call, why));
    }
}
