package io.synapsemesh.simulator.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;

/// What every fake asks of a token before it looks at its claims.
public final class Jwts {
    private Jwts() {}

    /// Whether one of the keys, the one it names, signed it.
    public static boolean signedBy(JWKSet keys, SignedJWT token) throws JOSEException {
        String kid = token.getHeader().getKeyID();
        JWK key = kid == null ? null : keys.getKeyByKeyId(kid);
        JWSVerifier verifier = switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            case null, default -> null;
        };
        return verifier != null
                && verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm())
                && token.verify(verifier);
    }

    /// A token without either time is never valid.
    public static boolean isValidAt(Instant now, JWTClaimsSet claims) {
        return claims.getNotBeforeTime() != null
                && claims.getExpirationTime() != null
                && !now.isBefore(claims.getNotBeforeTime().toInstant())
                && now.isBefore(claims.getExpirationTime().toInstant());
    }
}
