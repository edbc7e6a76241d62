package io.synapsemesh.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GoDurationsTest {
    @Test
    void readsWhatGoWrites() {
        assertThat(GoDurations.parse("24h")).isEqualTo(Duration.ofHours(24));
        assertThat(GoDurations.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(GoDurations.parse("2m5s250ms")).isEqualTo(Duration.ofMillis(125_250));
    }

    @Test
    void refusesEverythingElse() {
        for (String text : new String[] {"", "24", "1d", "1.5h", "-1h", "h", "1h ", "1234567890h"}) {
            assertThatThrownBy(() -> GoDurations.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
