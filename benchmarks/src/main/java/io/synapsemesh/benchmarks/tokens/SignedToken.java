package io.synapsemesh.benchmarks.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;

/// One user's token, RS256 with 2,048 bits, with so many groups.
public record SignedToken(String text) {
    public static final String ISSUER = "https://login.example.com/v2";
    public static final String AUDIENCE = "api://synapsemesh";
    static final String USER = "77777777-7777-7777-7777-777777777777";

    /// The quickstart's group of data engineers.
    public static final String GROUP = "3f1c0f5e-0000-0000-0000-000000000001";

    private static final long HOUR_MILLIS = 3_600_000;

    public static SignedToken of(RSAKey key, int groups) throws JOSEException {
        var ids = new ArrayList<String>(List.of(GROUP));
        for (int i = 1; i < groups; i++) {
            ids.add(String.format(Locale.ROOT, "3f1c0f5e-0000-4000-8000-%012x", i));
        }
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(USER)
                .expirationTime(new Date(System.currentTimeMillis() + 24 * HOUR_MILLIS))
                .claim("groups", ids)
                .claim("scp", "mesh")
                .claim("uti", "AbCdEfGhIjKlMnOpQrStUv")
                .build();
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
        var token = new SignedJWT(header, claims);
        token.sign(new RSASSASigner(key));
        return new SignedToken(token.serialize());
    }
}
