package io.synapsemesh.identity.group.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.synapsemesh.identity.group.TestTime;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private final TestTime time = new TestTime();

    private Optional<Duration> of(String name, String value) {
        return RetryAfter.of(HttpHeaders.of(Map.of(name, List.of(value)), (_, _) -> true), time);
    }

    @Test
    void readsSecondsFractionsDatesAndOktasWindow() {
        assertThat(of("Retry-After", "17")).contains(Duration.ofSeconds(17));
        assertThat(of("Retry-After", "2.128")).contains(Duration.ofMillis(2_128));
        assertThat(of("Retry-After", "Sun, 22 Nov 2026 00:00:30 GMT")).contains(Duration.ofSeconds(30));
        assertThat(of("Retry-After", "Sun, 22 Nov 2020 00:00:30 GMT")).contains(Duration.ZERO);
        long reset = time.instant().getEpochSecond() + 42;
        assertThat(of("X-Rate-Limit-Reset", String.valueOf(reset))).contains(Duration.ofSeconds(42));
    }

    @Test
    void whatCannotBeReadSaysNothing() {
        assertThat(of("Retry-After", "soon")).isEmpty();
        assertThat(of("Retry-After", "-1")).isEmpty();
        assertThat(of("Retry-After", "1e9")).isEmpty();
        assertThat(of("X-Rate-Limit-Reset", "999999999999999")).isEmpty();
        assertThat(of("Other", "1")).isEmpty();
    }
}
