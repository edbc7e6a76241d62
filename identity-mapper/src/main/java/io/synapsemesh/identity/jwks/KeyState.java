package io.synapsemesh.identity.jwks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How one query stands. Replaced, never changed.
///
/// @param refreshAt when to fetch next
/// @param askedAt the last fetch for the sake of an unknown key
record KeyState(
        JwksQuery query,
        Optional<KeptKeys.Good> good,
        Optional<String> error,
        int failures,
        Instant refreshAt,
        Optional<Instant> askedAt) {
    /// Keys that old are called stale even if nothing failed (no refresh ran).
    static final Duration FRESH_MAX = Duration.ofHours(24);

    JwksResult result(Instant now) {
        if (good.isEmpty()) {
            return new JwksResult.Missing(error.orElse("not fetched yet"));
        }
        var keys = good.get();
        boolean old = now.isAfter(keys.fetchedAt().plus(FRESH_MAX)) && !(query.source() instanceof JwksSource.Inline);
        return error.isEmpty() && !old
                ? new JwksResult.Fresh(keys.json(), keys.fetchedAt())
                : new JwksResult.Stale(keys.json(), keys.fetchedAt(), error.orElse("not refreshed for " + FRESH_MAX));
    }

    boolean has(String kid) {
        return good.map(keys -> keys.keys().has(kid)).orElse(false);
    }

    KeyState fetched(KeptKeys.Good keys, Instant next) {
        return new KeyState(query, Optional.of(keys), Optional.empty(), 0, next, askedAt);
    }

    KeyState failed(String why, Instant next) {
        return new KeyState(query, good, Optional.of(why), failures + 1, next, askedAt);
    }

    KeyState asked(Instant now) {
        return new KeyState(query, good, error, failures, refreshAt, Optional.of(now));
    }
}
