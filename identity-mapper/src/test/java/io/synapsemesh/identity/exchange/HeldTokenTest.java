package io.synapsemesh.identity.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeldTokenTest {
    private static final Instant NOW = TestClock.START;

    /// Life and, if any, the bound; then when it is refreshed and until when it is given out.
    @ParameterizedTest
    @CsvSource({
        "75m, -, 50m, 74m50s", // Entra's usual
        "24h, -, 16h, 23h59m50s", // a managed identity's
        "12m, -, 7m, 11m50s", // five minutes before the end
        "6m, -, 1m, 5m50s",
        "3m, -, 2m, 2m50s", // shorter than five minutes: two thirds
        "75m, 30m, 30m, 29m50s", // the assertion ends first: nothing to refresh with
        "75m, 80m, 50m, 74m50s"
    })
    void isRefreshedLongBeforeItsEnd(String life, String bound, String refresh, String usable) {
        var token = new SynapseToken.Token(SecretBytes.copyOf(new byte[3]), NOW.plus(duration(life)));
        Instant limit = bound.equals("-") ? Instant.MAX : NOW.plus(duration(bound));
        HeldToken held = HeldToken.of(token, NOW, limit);
        assertThat(held.refreshAt()).isEqualTo(NOW.plus(duration(refresh)));
        assertThat(held.usableUntil()).isEqualTo(NOW.plus(duration(usable)));
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }
}
