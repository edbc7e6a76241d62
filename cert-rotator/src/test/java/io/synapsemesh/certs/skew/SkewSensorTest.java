package io.synapsemesh.certs.skew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SkewSensorTest {
    private final SkewSensor sensor = new SkewSensor(() -> Duration.ofMinutes(2));

    private void observe(String proxy, int times, Duration offset) {
        for (int i = 0; i < times; i++) {
            sensor.observed(proxy, offset);
        }
    }

    @Test
    void saysNothingBeforeItHasSeenEnough() {
        observe("mesh/gateway", SkewSensor.ENOUGH - 1, Duration.ofMinutes(-5));
        assertThat(sensor.worst()).isEmpty();
        observe("mesh/gateway", 1, Duration.ofMinutes(-5));
        assertThat(sensor.worst()).contains(Duration.ofMinutes(-5));
    }

    @Test
    void aMessageThatWasHeldUpIsNoWrongClock() {
        observe("mesh/gateway", 16, Duration.ofMillis(-200));
        observe("mesh/gateway", 15, Duration.ofHours(-1));
        assertThat(sensor.medians()).containsEntry("mesh/gateway", Duration.ofMillis(-200));
    }

    @Test
    void followsAClockThatIsPutRight() {
        observe("mesh/gateway", 100, Duration.ofMinutes(5));
        observe("mesh/gateway", SkewSensor.WINDOW, Duration.ZERO);
        assertThat(sensor.worst()).contains(Duration.ZERO);
    }

    @Test
    void theWorstIsTheFurthestInEitherDirection() {
        observe("a/ahead", 9, Duration.ofSeconds(30));
        observe("b/behind", 9, Duration.ofSeconds(-31));
        assertThat(sensor.worst()).contains(Duration.ofSeconds(-31));
    }

    @Test
    void aTimeThatAProxyMadeUpIsBounded() {
        observe("mesh/gateway", 9, Duration.ofSeconds(Long.MIN_VALUE / 2));
        assertThat(sensor.worst()).contains(Duration.ofDays(-36_525));
    }

    @Test
    void keepsNoMoreProxiesThanItsLimit() {
        for (int i = 0; i < SkewSensor.PROXIES_MAX + 10; i++) {
            observe("ns/p" + i, SkewSensor.ENOUGH, Duration.ZERO);
        }
        assertThat(sensor.medians()).hasSize(SkewSensor.PROXIES_MAX).doesNotContainKey("ns/p0");
    }
}
