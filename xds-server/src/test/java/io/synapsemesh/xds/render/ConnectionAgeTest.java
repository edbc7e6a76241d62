package io.synapsemesh.xds.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionAgeTest {
    @ParameterizedTest
    @CsvSource({"PT720H, PT12H", "PT24H, PT12H", "PT23H, PT11H30M", "PT1H, PT30M", "PT1M, PT30S"})
    void isHalfALeafsLifeAndTwelveHoursAtMost(Duration leaf, Duration connection) {
        assertThat(ConnectionAge.of(leaf).max()).isEqualTo(connection);
    }

    @Test
    void isToldToEnvoyToTheNanosecond() {
        assertThat(ConnectionAge.of(Duration.ofMillis(3001)).proto().getNanos()).isEqualTo(500_500_000);
    }
}
