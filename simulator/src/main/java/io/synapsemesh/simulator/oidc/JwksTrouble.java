package io.synapsemesh.simulator.oidc;

import java.net.URI;
import java.time.Duration;

/// What is wrong with an issuer's key document, for tests of the one who fetches it.
public sealed interface JwksTrouble {
    /// Nothing is.
    record None() implements JwksTrouble {}

    /// The right answer, but only after `delay` (or when the fake closes).
    record Slow(Duration delay) implements JwksTrouble {}

    /// This status with a short body.
    record Status(int code) implements JwksTrouble {}

    /// 302 to `target`: a fetcher that follows can be sent to an address its rules forbid.
    record Redirect(URI target) implements JwksTrouble {}

    /// The genuine keys in a body of at least `bytes`, so only a size limit can refuse it.
    record Oversized(int bytes) implements JwksTrouble {
        public static final int DEFAULT_BYTES = 10 * 1024 * 1024;

        public Oversized {
            if (bytes < 0 || bytes > 64 * 1024 * 1024) {
                throw new IllegalArgumentException("an oversized document has 0 to 64 MiB, not " + bytes);
            }
        }

        public Oversized() {
            this(DEFAULT_BYTES);
        }
    }

    /// 200 and an HTML page.
    record NotJson() implements JwksTrouble {}

    /// 200 and `{"keys":[]}`.
    record EmptyKeys() implements JwksTrouble {}

    /// The connection ends without an answer.
    record Dropped() implements JwksTrouble {}
}
