package io.synapsemesh.simulator.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What is wrong with a place that hands out tokens, for tests of the one who asks. Requests are counted all the same.
public sealed interface TokenTrouble {
    /// Nothing is.
    record None() implements TokenTrouble {}

    /// The right answer, but only after `delay` (or when the fake closes).
    record Slow(Duration delay) implements TokenTrouble {}

    /// This status with a short JSON error.
    ///
    /// @param retryAfter the header, if any
    record Status(int code, Optional<Duration> retryAfter) implements TokenTrouble {
        public Status(int code) {
            this(code, Optional.empty());
        }
    }

    /// The connection ends without an answer.
    record Dropped() implements TokenTrouble {}

    /// 200 and an HTML page.
    record Html() implements TokenTrouble {}

    /// 307 to `target`, which asks a client to send its secret there again.
    record Redirect(URI target) implements TokenTrouble {}

    /// The right answer in a body of at least `bytes`.
    record Oversized(int bytes) implements TokenTrouble {
        public Oversized {
            if (bytes < 0 || bytes > 64 * 1024 * 1024) {
                throw new IllegalArgumentException("an oversized answer has 0 to 64 MiB, not " + bytes);
            }
        }
    }

    /// A refusal that repeats the whole request in its description, secrets included.
    record Echo() implements TokenTrouble {}

    /// A genuine token with one claim changed: for another resource, or of another principal.
    record Claim(String name, Object value) implements TokenTrouble {}

    /// This text in place of a token.
    record NotAToken(String text) implements TokenTrouble {}

    /// A genuine token of which the answer says another lifetime.
    record Lifetime(long seconds) implements TokenTrouble {}
}
