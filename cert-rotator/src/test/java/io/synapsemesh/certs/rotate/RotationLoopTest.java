package io.synapsemesh.certs.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RotationLoopTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int WITHIN_SECONDS = 20;

    private final BlockingQueue<Thread> looks = new LinkedBlockingQueue<>();

    @Test
    void looksWhenTheRotatorAsksForIt() throws InterruptedException {
        try (var _ = loop(() -> CLOCK.instant().plusMillis(60))) {
            looked();
            looked();
            looked();
        }
    }

    @Test
    void looksAgainAfterALookThatFailed() throws InterruptedException {
        try (var _ = loop(() -> {
            throw new IllegalStateException("the disk is away");
        })) {
            looked();
            looked();
        }
    }

    /// A leaf that is wanted while the loop sleeps may fail and be due in a second.
    @Test
    void sleepsForeverWithoutFailingAndIsWoken() throws InterruptedException {
        try (var loop = loop(() -> Instant.MAX)) {
            Thread thread = looked();
            loop.wake();
            looked();
            assertThat(thread.isAlive()).isTrue();
        }
    }

    @Test
    void endsWhenClosed() throws InterruptedException {
        var loop = loop(() -> CLOCK.instant().plus(Duration.ofHours(1)));
        Thread thread = looked();
        loop.close();
        thread.join(Duration.ofSeconds(WITHIN_SECONDS));
        assertThat(thread.isAlive()).isFalse();
    }

    private RotationLoop loop(Supplier<Instant> answer) {
        return RotationLoop.start(
                () -> {
                    looks.add(Thread.currentThread());
                    return answer.get();
                },
                CLOCK);
    }

    private Thread looked() throws InterruptedException {
        Thread thread = looks.poll(WITHIN_SECONDS, TimeUnit.SECONDS);
        assertThat(thread).as("a look within %s s", WITHIN_SECONDS).isNotNull();
        return java.util.Objects.requireNonNull(thread);
    }
}
