package io.synapsemesh.identity.exchange;

import com.nimbusds.jose.util.Base64URL;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.identity.jwks.FetchFailed;
import io.synapsemesh.identity.jwks.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Judges what came where a token was asked for. A token for Synapse is Microsoft's own and nothing in it can be
/// verified
/// by us; but where it can be read, what it says of itself must not contradict what was asked: then it is somebody
/// else's,
/// or for something else, and giving it out would be worse than having none.
public final class ReceivedToken {
    static final int CHARS_MAX = 16 * 1024;

    /// RFC 6750 section 2.1, and so nothing that could end a header.
    private static final Pattern B64_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /// Entra's longest: with continuous access evaluation.
    private static final Duration LIFE_MAX = Duration.ofHours(28);

    private ReceivedToken() {}

    /// @param saidToEnd as the answer has it
    public static SynapseToken judge(String text, Instant saidToEnd, TokenRequest request, Instant now) {
        if (text.length() > CHARS_MAX || !B64_TOKEN.matcher(text).matches()) {
            return bad("is no bearer token of at most " + CHARS_MAX + " characters");
        }
        Optional<Map<String, Object>> claims = claims(text);
        Optional<String> contradiction = claims.flatMap(found -> contradiction(found, request));
        if (contradiction.isPresent()) {
            return bad(contradiction.get());
        }
        Instant end = earliest(saidToEnd, claims.flatMap(ReceivedToken::end).orElse(saidToEnd), now.plus(LIFE_MAX));
        if (!end.isAfter(now.plus(ExchangeLimits.MARGIN))) {
            return bad("ends at " + end + ", our clock says " + now);
        }
        return new SynapseToken.Token(SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)), end);
    }

    private static SynapseToken bad(String why) {
        return new SynapseToken.Unavailable("what came as a token " + why);
    }

    /// Empty for what is no JWS: an opaque token says nothing.
    private static Optional<Map<String, Object>> claims(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(StrictJson.object(new Base64URL(parts[1]).decode()));
        } catch (FetchFailed e) {
            return Optional.empty();
        }
    }

    private static Optional<String> contradiction(Map<String, Object> claims, TokenRequest request) {
        if (!isFor(claims.get("aud"), request.resource())) {
            return Optional.of("is for another resource than " + request.resource());
        }
        return switch (request) {
            case TokenRequest.AsMachine(var clientId, var ignored) ->
                clientId.flatMap(id -> differs(claims, id, "appid", "azp"));
            case TokenRequest.AsClient as ->
                differs(claims, as.clientId(), "appid", "azp").or(() -> differs(claims, as.tenant(), "tid"));
            case TokenRequest.OnBehalfOf user ->
                differs(claims, user.as().clientId(), "appid", "azp")
                        .or(() -> differs(claims, user.as().tenant(), "tid"))
                        .or(() -> user.objectId().flatMap(id -> differs(claims, id, "oid")));
        };
    }

    private static boolean isFor(@Nullable Object audience, String resource) {
        if (audience instanceof List<?> several) {
            return several.size() == 1 && isFor(several.getFirst(), resource);
        }
        return audience instanceof String text && (text.equals(resource) || text.equals(resource + "/"));
    }

    /// Of several names of one claim those that are there must be right.
    private static Optional<String> differs(Map<String, Object> claims, String wanted, String... names) {
        for (String name : names) {
            if (claims.containsKey(name)
                    && !(claims.get(name) instanceof String text && text.equalsIgnoreCase(wanted))) {
                return Optional.of("has another " + name + " than it was asked for");
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> end(Map<String, Object> claims) {
        return claims.get("exp") instanceof Number seconds
                ? Optional.of(Instant.ofEpochSecond(Math.clamp(seconds.longValue(), 0, 253_402_300_799L)))
                : Optional.empty();
    }

    private static Instant earliest(Instant... times) {
        Instant first = times[0];
        for (Instant time : times) {
            first = time.isBefore(first) ? time : first;
        }
        return first;
    }
}
