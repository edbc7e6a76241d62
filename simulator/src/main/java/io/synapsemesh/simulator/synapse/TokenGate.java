package io.synapsemesh.simulator.synapse;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.synapsemesh.simulator.http.Call;
import io.synapsemesh.simulator.http.Reply;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
            if (!verified(token, trust)) {
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
        Instant now = trust.clock().instant();
        if (!between(claims.getNotBeforeTime(), now, claims.getExpirationTime())) {
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
        return new Verdict.Known(new Caller(objectId, groups));
    }

    /// A token without either time is never valid.
    private static boolean between(@Nullable Date notBefore, Instant now, @Nullable Date expires) {
        return notBefore != null
                && expires != null
                && !now.isBefore(notBefore.toInstant())
                && now.isBefore(expires.toInstant());
    }

    private static boolean verified(SignedJWT token, TokenTrust trust) throws JOSEException {
        String kid = token.getHeader().getKeyID();
        JWK key = kid == null ? null : trust.keys().get().getKeyByKeyId(kid);
        JWSVerifier verifier = switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            case null, default -> null;
        };
        return verifier != null
                && verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm())
                && token.verify(verifier);
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused(SynapseErrors.unauthenticated(why));
    }
}
