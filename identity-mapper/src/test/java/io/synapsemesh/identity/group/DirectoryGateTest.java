package io.synapsemesh.identity.group;

import static io.synapsemesh.identity.group.Tokens.set;
import static io.synapsemesh.identity.group.Tokens.user;
import static io.synapsemesh.identity.group.adapter.Parts.cause;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryGateTest {
    private final TestTime time = new TestTime();
    private final DirectoryGate gate = new DirectoryGate(time, new Random(1));
    private final AtomicInteger asked = new AtomicInteger();

    private GroupAnswer ask(String who) {
        return gate.ask(user(who), () -> {
            asked.incrementAndGet();
            return set("a");
        });
    }

    private GroupAnswer fail(String who, WhyUnknown why, Duration... retryAfter) {
        return gate.ask(user(who), () -> {
            asked.incrementAndGet();
            throw new DirectoryFailed(
                    why, "told to", retryAfter.length == 0 ? Optional.empty() : Optional.of(retryAfter[0]));
        });
    }

    @Test
    void threeFailingPrincipalsCloseItUntilABackOffHasPassed() {
        for (int i = 0; i < DirectoryGate.FAILING_MAX; i++) {
            assertThat(cause(fail("u" + i, WhyUnknown.UNREACHABLE))).isEqualTo(WhyUnknown.UNREACHABLE);
        }
        assertThat(cause(ask("x"))).isEqualTo(WhyUnknown.HELD);
        assertThat(asked).hasValue(DirectoryGate.FAILING_MAX);
        time.pass(DirectoryGate.HOLD_MIN.multipliedBy(2));
        assertThat(ask("x")).isEqualTo(new GroupAnswer.Known(set("a")));
        assertThat(ask("y")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    @Test
    void oneUserWhoseAnswersNeverComeClosesItToNobody() {
        for (int i = 0; i < 50; i++) {
            fail("slow", WhyUnknown.SLOW);
        }
        assertThat(ask("x")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    @ParameterizedTest
    @EnumSource(
            value = WhyUnknown.class,
            names = {"NOT_PERMITTED", "NO_PRINCIPAL", "WRONG_ANSWER", "REFUSED", "TOO_MUCH", "BUSY"})
    void whatConcernsTheQuestionClosesItToNobody(WhyUnknown why) {
        for (int i = 0; i < 50; i++) {
            fail("u" + i, why);
        }
        assertThat(ask("x")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    @ParameterizedTest
    @EnumSource(
            value = WhyUnknown.class,
            names = {"SLOW", "UNREACHABLE", "BROKEN", "NO_CREDENTIAL"})
    void whatConcernsTheDirectoryClosesItToAll(WhyUnknown why) {
        for (int i = 0; i < DirectoryGate.FAILING_MAX; i++) {
            fail("u" + i, why);
        }
        assertThat(cause(ask("x"))).isEqualTo(WhyUnknown.HELD);
    }

    @Test
    void aDirectoryThatAsksForRestAndNotHowLongIsLeftAloneAtOnce() {
        fail("u", WhyUnknown.THROTTLED);
        assertThat(cause(ask("x"))).isEqualTo(WhyUnknown.HELD);
    }

    @Test
    void aDirectoryThatAsksForRestGetsItAtOnceAndWhole() {
        fail("u", WhyUnknown.THROTTLED, Duration.ofSeconds(17));
        time.pass(Duration.ofMillis(16_999));
        assertThat(cause(ask("x"))).isEqualTo(WhyUnknown.HELD);
        time.pass(Duration.ofMillis(1));
        assertThat(ask("x")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    @Test
    void anAnswerThatWasUnderWayDoesNotEndTheRest() {
        gate.ask(user("early"), () -> {
            fail("u", WhyUnknown.THROTTLED, Duration.ofSeconds(60));
            return set("a");
        });
        assertThat(cause(ask("x"))).isEqualTo(WhyUnknown.HELD);
    }

    @Test
    void aFailureThatWasUnderWayDoesNotShortenTheRest() {
        fail("u", WhyUnknown.THROTTLED, Duration.ofSeconds(60));
        var late = new DirectoryGate(time, new Random(1));
        late.ask(user("early"), () -> {
            late.ask(user("u"), () -> {
                throw new DirectoryFailed(WhyUnknown.THROTTLED, "rest", Optional.of(Duration.ofSeconds(60)));
            });
            throw new DirectoryFailed(WhyUnknown.THROTTLED, "rest", Optional.of(Duration.ofSeconds(1)));
        });
        time.pass(Duration.ofSeconds(30));
        assertThat(cause(late.ask(user("x"), () -> set("a")))).isEqualTo(WhyUnknown.HELD);
    }

    @Test
    void restIsNeverLongerThanFiveMinutes() {
        fail("u", WhyUnknown.THROTTLED, Duration.ofDays(300));
        time.pass(DirectoryGate.RETRY_AFTER_MAX);
        assertThat(ask("x")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    @Test
    void onlyOneIsLetThroughToSee() {
        fail("u", WhyUnknown.THROTTLED, Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(1));
        var inside = new AtomicReference<GroupAnswer>();
        gate.ask(user("probe"), () -> {
            inside.set(ask("second"));
            return set("a");
        });
        assertThat(cause(inside.get())).isEqualTo(WhyUnknown.HELD);
        assertThat(ask("third")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    @Test
    void whileItFailsTheHoldsGrowToFifteenSeconds() {
        for (int i = 0; i < DirectoryGate.FAILING_MAX; i++) {
            fail("u" + i, WhyUnknown.BROKEN);
        }
        Duration hold = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            hold = Duration.ZERO;
            int before = asked.get();
            while (asked.get() == before) {
                time.pass(Duration.ofMillis(50));
                hold = hold.plusMillis(50);
                fail("p", WhyUnknown.BROKEN);
            }
        }
        assertThat(hold).isBetween(Duration.ofSeconds(13), Duration.ofSeconds(17));
    }

    @Test
    void aDefectOfOursLeavesTheProbeToTheNext() {
        fail("u", WhyUnknown.THROTTLED, Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> gate.ask(user("probe"), DirectoryGateTest::defect))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ask("x")).isEqualTo(new GroupAnswer.Known(set("a")));
    }

    private static SortedSet<String> defect() {
        throw new IllegalStateException("defect");
    }
}
