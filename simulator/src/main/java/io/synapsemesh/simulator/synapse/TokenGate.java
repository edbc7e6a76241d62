package io.synapsemesh.simulator.synapse;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Reply;
import io.synapsemesh.simulator.oidc.Jwts;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Checks the `Authorization` header as Synapse does: signature, issuer, lifetime, then the exact audience.
final class TokenGate {
    static final String AUDIENCE = "https://dev.azuresynapse.net";

    /// Either who it is, or the refusal to send.
    sealed interface Verdict {
        record Known(Caller caller) implements Verdict {}

        record Refused(Reply reply) implements Verdict {}
    }

    private TokenGate() {}

    static Verdict judge(Call call, TokenTrust trust) {
        String header = call.header("authorization").orElse("");
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return refused("no bearer token was sent.");
        }
        try {
            var token = SignedJWT.parse(header.substring(7).strip());
            if (!Jwts.signedBy(trust.keys().get(), token)) {
                return refused("the signature is not by a key of the tenant.");
            }
            return judge(token.getJWTClaimsSet(), trust);
        } catch (ParseException | JOSEException e) {
            return refused("the token cannot be read.");
        }
    }

    private static Verdict judge(JWTClaimsSet claims, TokenTrust trust) throws ParseException {
        if (!trust.issuers().contains(Objects.requireNonNullElse(claims.getIssuer(), ""))) {
            return refused("the issuer is not trusted.");
        }
        if (!Jwts.isValidAt(trust.clock().instant(), claims)) {
            return refused("the token is not valid now.");
        }
        // Exactly one spelling: with a trailing slash the real service refuses too.
        if (!claims.getAudience().equals(List.of(AUDIENCE))) {
            return new Verdict.Refused(SynapseErrors.wrongAudience());
        }
        String objectId = claims.getStringClaim("oid");
        if (objectId == null) {
            return refused("the token names no object id.");
        }
        List<String> groups =
                Optional.ofNullable(claims.getStringListClaim("groups")).orElse(List.of());
        String app = "1.0".equals(claims.getStringClaim("ver")) ? "appid" : "azp";
        String clientId = Objects.requireNonNullElse(claims.getStringClaim(app), "");
        return new Verdict.Known(new Caller(objectId, groups, clientId, claims.getStringClaim("scp") != null));
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused(SynapseErrors.unauthenticated(why));
    }
}
