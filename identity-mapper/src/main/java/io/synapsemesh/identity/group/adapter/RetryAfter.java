package io.synapsemesh.identity.group.adapter;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// How long a service wants to be left alone: `Retry-After` in seconds (Microsoft Graph writes fractions too) or as a
/// date (RFC 9110 section 10.2.3), or the end of Okta's window, `X-Rate-Limit-Reset` in seconds since 1970.
final class RetryAfter {
    private RetryAfter() {}

    /// @return empty if it does not say, or not in a way that can be read
    static Optional<Duration> of(HttpHeaders headers, Clock clock) {
        return headers.firstValue("retry-after")
                .flatMap(text -> parsed(text.strip(), clock))
                .or(() -> headers.firstValue("x-rate-limit-reset").flatMap(text -> reset(text.strip(), clock)));
    }

    private static Optional<Duration> parsed(String text, Clock clock) {
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1000)));
        }
        try {
            var at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return until(at.toInstant(), clock);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> reset(String text, Clock clock) {
        return text.matches("[0-9]{1,11}")
                ? until(Instant.ofEpochSecond(Long.parseLong(text)), clock)
                : Optional.empty();
    }

    private static Optional<Duration> until(Instant at, Clock clock) {
        var left = Duration.between(clock.instant(), at);
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }
}
