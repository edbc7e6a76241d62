package io.synapsemesh.identity.exchange;

import java.time.Duration;

/// The written limits of what is held and asked.
///
/// @param bytesMax of held tokens, with what holding one costs
/// @param fetchesMax at one time; more wait
/// @param patience how long a request waits for a token that is being fetched
public record ExchangeLimits(long bytesMax, int fetchesMax, Duration patience) {
    public static final ExchangeLimits STANDARD = new ExchangeLimits(64L * 1024 * 1024, 64, Duration.ofSeconds(6));

    /// A place in the cache without its token.
    static final int ENTRY_BYTES = 400;

    /// Outcomes without a token that are remembered, so that nobody is asked the same at once again.
    static final int HOLDS_MAX = 10_000;

    /// A refusal is believed this long.
    static final Duration REFUSED = Duration.ofSeconds(30);

    static final Duration RETRY_FIRST = Duration.ofSeconds(1);

    static final Duration RETRY_MAX = Duration.ofSeconds(15);

    /// A wrong `Retry-After` must not keep us from a service that is well again.
    static final Duration RETRY_ASKED_MAX = Duration.ofMinutes(1);

    /// So many failures in a row, whoever they are for, are the service's and not one caller's.
    static final int CLIENT_FAILURES_MAX = 3;

    /// Before its end a token is no longer given out: it must live on the way to Synapse.
    static final Duration MARGIN = Duration.ofSeconds(10);
}
