package io.synapsemesh.simulator.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether a client is the app it says it is: by a secret, or by a federated assertion of an issuer the app named.
record ClientCheck(Map<String, Supplier<JWKSet>> foreignKeys, Clock clock) {
    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// What is wrong; empty if the proof is good.
    Optional<EntraError> wrong(EntraApp app, Map<String, String> form) {
        String secret = form.get("client_secret");
        if (secret != null) {
            return app.secrets().contains(secret)
                    ? Optional.empty()
                    : refused(
                            401,
                            "invalid_client",
                            7_000_215,
                            "Invalid client secret provided. Ensure the secret being sent in the request is the client"
                                    + " secret value, not the client secret ID.");
        }
        String assertion = form.get("client_assertion");
        if (assertion == null || !JWT_BEARER.equals(form.get("client_assertion_type"))) {
            return refused(
                    401,
                    "invalid_client",
                    7_000_218,
                    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
        }
        try {
            return wrong(app, SignedJWT.parse(assertion));
        } catch (ParseException | JOSEException e) {
            return refused(401, "invalid_client", 50_027, "JWT token is invalid or malformed.");
        }
    }

    private Optional<EntraError> wrong(EntraApp app, SignedJWT assertion) throws ParseException, JOSEException {
        JWTClaimsSet claims = assertion.getJWTClaimsSet();
        var match = app.federated().stream()
                .filter(one -> one.issuer().equals(claims.getIssuer())
                        && one.subject().equals(claims.getSubject())
                        && claims.getAudience().contains(one.audience()))
                .findFirst();
        Supplier<JWKSet> keys = match.map(one -> foreignKeys.get(one.issuer())).orElse(null);
        if (keys == null) {
            return refused(
                    401,
                    "invalid_client",
                    700_213,
                    "No matching federated identity record found for presented assertion subject '"
                            + claims.getSubject() + "'. Check your federated identity credential Subject, Audience and"
                            + " Issuer against the presented assertion.");
        }
        if (!Jwts.signedBy(keys.get(), assertion)) {
            return refused(401, "invalid_client", 50_013, "Assertion failed signature validation.");
        }
        return Jwts.isValidAt(clock.instant(), claims)
                ? Optional.empty()
                : refused(401, "invalid_client", 700_024, "Client assertion is not within its valid time range.");
    }

    private static Optional<EntraError> refused(int status, String error, int code, String text) {
        return Optional.of(EntraError.of(status, error, code, text));
    }
}
