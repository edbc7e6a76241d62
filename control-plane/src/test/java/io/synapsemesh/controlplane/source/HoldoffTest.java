package io.synapsemesh.controlplane.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HoldoffTest {
    private final Instant start = Instant.parse("2026-11-21T10:00:00Z");
    private final Holdoff holdoff = new Holdoff();

    @Test
    void deliversTheFirstChangeAtOnce() {
        holdoff.change(start);
        assertThat(holdoff.due()).contains(start);
    }

    @Test
    void deliversAChangeAfterQuietAtOnce() {
        holdoff.delivered(start);
        holdoff.change(start.plusMillis(100));
        assertThat(holdoff.due()).contains(start.plusMillis(100));
    }

    @Test
    void waitsForQuietWhenAChangeFollowsADelivery() {
        holdoff.delivered(start);
        holdoff.change(start.plusMillis(10));
        holdoff.change(start.plusMillis(50));
        assertThat(holdoff.due()).contains(start.plusMillis(150));
    }

    @Test
    void waitsAtMostOneSecondInABurstThatDoesNotEnd() {
        holdoff.delivered(start);
        for (int i = 1; i < 40; i++) {
            holdoff.change(start.plusMillis(i * 50L));
        }
        assertThat(holdoff.due()).contains(start.plusMillis(50 + 1000));
    }

    @Test
    void hasNothingDueAfterADelivery() {
        holdoff.change(start);
        holdoff.delivered(start);
        assertThat(holdoff.due()).isEmpty();
    }
}
