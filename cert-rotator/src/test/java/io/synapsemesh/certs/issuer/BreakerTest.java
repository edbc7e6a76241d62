package io.synapsemesh.certs.issuer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.synapsemesh.certs.IssuanceFailed;
import io.synapsemesh.certs.TestClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BreakerTest {
    private final TestClock clock = new TestClock();
    private final Breaker breaker = new Breaker(clock);

    @Test
    void holdsForAsLongAsItWasAsked() {
        breaker.hold(Optional.of(Duration.ofSeconds(7)), "busy");
        clock.advance(Duration.ofMillis(6_999));
        assertHeld();
        clock.advance(Duration.ofMillis(1));
        assertFree();
    }

    @Test
    void believesNoLongerTimeThanItsOwn() {
        breaker.hold(Optional.of(Duration.ofDays(365)), "busy");
        clock.advance(Breaker.HOLD_MAX);
        assertFree();
    }

    @Test
    void aPastTimeOrNoneIsAMoment() {
        breaker.hold(Optional.of(Duration.ofSeconds(-7)), "busy");
        assertHeld();
        clock.advance(Breaker.HOLD_STANDARD);
        assertFree();
        breaker.hold(Optional.empty(), "busy");
        assertHeld();
        breaker.succeeded();
        assertFree();
    }

    @Test
    void aClockThatWasSetBackDoesNotStretchAHold() {
        breaker.hold(Optional.of(Breaker.HOLD_MAX), "busy");
        clock.advance(Duration.ofHours(-1));
        assertFree();
    }

    private void assertHeld() {
        assertThatThrownBy(breaker::requirePassage)
                .isInstanceOf(IssuanceFailed.class)
                .hasMessageContaining("busy");
    }

    private void assertFree() {
        assertThatCode(breaker::requirePassage).doesNotThrowAnyException();
    }
}
