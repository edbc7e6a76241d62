package io.synapsemesh.certs.issuer.stepca;

import io.synapsemesh.certs.SigningRequest;
import io.synapsemesh.core.identity.SpiffeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.SortedSet;

/// What one call to `/1.0/sign` is authorized by: a JWT that names who signs up and under which names, bound to this
/// very request (`cnf`, `x5rt#S256`), so that one who overhears it has no use for it.
///
/// Neither `iat` nor `nbf`: step-ca allows a minute of difference between the clocks and refuses a token from before
/// its own start; the short end protects as well.
record OneTimeToken(
        String provisioner, String audience, SpiffeId identity, SortedSet<String> dnsNames, SigningRequest csr) {
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    String signed(ProvisionerKey key, Instant now, SecureRandom random) {
        var header = StepJson.object().put("alg", "ES256").put("kid", key.id()).put("typ", "JWT");
        var claims = StepJson.object()
                .put("iss", provisioner)
                .put("aud", audience)
                .put("sub", identity.uri())
                .put("exp", now.plus(LIFETIME).getEpochSecond())
                .put("jti", nonce(random));
        claims.putObject("cnf").put("x5rt#S256", BASE64URL.encodeToString(sha256(csr.der())));
        var names = claims.putArray("sans").add(identity.uri());
        dnsNames.forEach(names::add);
        String signed = BASE64URL.encodeToString(StepJson.bytes(header)) + "."
                + BASE64URL.encodeToString(StepJson.bytes(claims));
        return signed + "." + BASE64URL.encodeToString(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String nonce(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return BASE64URL.encodeToString(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
