package io.synapsemesh.identity.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JwksLoopTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int WITHIN_SECONDS = 20;
    private static final String KEYS = """
            {"keys":[{"kty":"EC","crv":"P-256","kid":"one",
             "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}""";

    private final BlockingQueue<Thread> looks = new LinkedBlockingQueue<>();

    @Test
    void looksWhenTheStoreAsksForIt() throws InterruptedException {
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

    /// The fetch ends after the look that began it: the loop must not sleep its minute meanwhile, for without keys
    /// every token is refused.
    @Test
    void aFirstFetchThatFailsIsTriedAgainAfterSeconds() throws InterruptedException {
        var told = new LinkedBlockingQueue<JwksResult>();
        var fetches = new AtomicInteger();
        var query = new JwksQuery(
                "idp",
                "https://idp.example",
                new JwksSource.Address(java.net.URI.create("https://idp.example/keys")),
                KeyScope.OWN_OR_UNMARKED);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var store = new JwksStore(
                    _ -> {
                        if (fetches.incrementAndGet() == 1) {
                            throw new FetchFailed("nobody answers yet");
                        }
                        return KEYS.getBytes(StandardCharsets.UTF_8);
                    },
                    new Nowhere(),
                    (_, result) -> told.add(result),
                    executor,
                    CLOCK,
                    new Random(7));
            try (var loop = JwksLoop.start(store, CLOCK)) {
                store.want(List.of(query));
                loop.wake();
                assertThat(told.poll(WITHIN_SECONDS, TimeUnit.SECONDS)).isInstanceOf(JwksResult.Missing.class);
                assertThat(told.poll(WITHIN_SECONDS, TimeUnit.SECONDS)).isInstanceOf(JwksResult.Fresh.class);
            }
        }
    }

    private JwksLoop loop(Supplier<Instant> answer) {
        return JwksLoop.start(
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

    private static final class Nowhere implements JwksArchive {
        @Override
        public Optional<byte[]> read(String name) {
            return Optional.empty();
        }

        @Override
        public void write(String name, byte[] content) {
            // Nothing is kept.
        }
    }
}
