package io.synapsemesh.certs.csr;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.synapsemesh.core.identity.SpiffeId;
import java.time.Duration;

/// One token bucket for each caller, so that a caller in a loop spends only its own share. A bucket that had the time
/// to fill up again is forgotten: it says nothing a new one would not say.
final class TokenBuckets {
    /// As many callers as a mesh may have leaves, and some that come and go.
    static final int CALLERS_MAX = 100_000;

    private final SignRate rate;
    private final Ticker nanos;
    private final Cache<SpiffeId, Bucket> buckets;

    TokenBuckets(SignRate rate, Ticker nanos) {
        this.rate = rate;
        this.nanos = nanos;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS_MAX)
                .expireAfterAccess(rate.every().multipliedBy(rate.burst()).plus(Duration.ofSeconds(1)))
                .ticker(nanos)
                .executor(Runnable::run)
                .build();
    }

    /// @return whether the caller may ask now
    boolean take(SpiffeId caller) {
        return buckets.get(caller, _ -> new Bucket(rate.burst(), nanos.read())).take();
    }

    private final class Bucket {
        private double tokens;
        private long last;

        Bucket(int tokens, long now) {
            this.tokens = tokens;
            this.last = now;
        }

        synchronized boolean take() {
            long now = nanos.read();
            tokens = Math.min(
                    rate.burst(), tokens + (double) (now - last) / rate.every().toNanos());
            last = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
