package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;
import java.time.Duration;
import java.time.Instant;

/// When a token is valid. In whole seconds and with Envoy's own tolerance for clocks (`jwt_authn`,
/// `clock_skew_seconds`), so that both give the same answer at each second.
///
/// @param expiresAt `exp`, without the tolerance
record TokenTimes(long expiresAt) {
    static final Duration TOLERANCE = Duration.ofSeconds(60);

    /// @throws Refusal unless the token is valid at `now`
    static TokenTimes read(ClaimSet claims, Instant now) {
        long expiresAt = claims.seconds("exp").orElseThrow(() -> Refusal.malformed("the token has no end (exp)"));
        claims.seconds("iat");
        long notBefore = claims.seconds("nbf").orElse(0);
        var times = new TokenTimes(expiresAt);
        if (times.isOver(now)) {
            throw new Refusal(
                    Reason.TOKEN_EXPIRED,
                    "the token ended at " + Instant.ofEpochSecond(expiresAt),
                    "Request a new token.");
        }
        if (notBefore > now.getEpochSecond() + TOLERANCE.toSeconds()) {
            throw new Refusal(
                    Reason.TOKEN_NOT_YET_VALID,
                    "the token is valid from " + Instant.ofEpochSecond(notBefore),
                    "Wait until then, or set the clocks.");
        }
        return times;
    }

    boolean isOver(Instant now) {
        return now.getEpochSecond() > expiresAt + TOLERANCE.toSeconds();
    }
}
