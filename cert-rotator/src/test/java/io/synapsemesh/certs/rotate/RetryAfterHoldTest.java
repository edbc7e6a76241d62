package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.certs.issuer.Breaker;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Two waits lie behind an issuer that asked to be left alone: the breaker's and the retry's own. Whatever is drawn,
/// they are over within a minute.
class RetryAfterHoldTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(60);

    @Test
    void anIssuerThatIsWellAgainIsAskedWithinAMinuteWhateverItSaidBefore() {
        for (int seed = 0; seed < 20_000; seed++) {
            assertThat(askedAgain(new Random(seed))).as("seed %s", seed).isLessThanOrEqualTo(RECOVERY_MAX);
        }
    }

    /// The loop looks every second; an attempt within the hold fails and counts.
    private static Duration askedAgain(Random random) {
        int attempts = 1;
        Instant retryAt = draw(NOW, attempts, random);
        for (Instant now = NOW; ; now = now.plusSeconds(1)) {
            if (now.isBefore(retryAt)) {
                continue;
            }
            if (!now.isBefore(NOW.plus(Breaker.HOLD_MAX))) {
                return Duration.between(NOW, now);
            }
            retryAt = draw(now, ++attempts, random);
        }
    }

    private static Instant draw(Instant now, int attempts, Random random) {
        return RotationPolicy.STANDARD.drawRetry(now, attempts, Duration.ofHours(24), random);
    }
}
