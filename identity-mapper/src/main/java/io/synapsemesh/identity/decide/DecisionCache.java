package io.synapsemesh.identity.decide;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.synapsemesh.core.route.Required;
import java.util.Optional;

/// Decisions by [DecisionKey], bounded in bytes. Nothing is ever taken out because it is no longer true: the moment of
/// the mesh is part of the key, so what was decided in another is not found.
final class DecisionCache {
    private static final int KEY_BYTES = 400;

    private final Cache<DecisionKey, Ruling> rulings;

    DecisionCache(long bytesMax) {
        rulings = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .<DecisionKey, Ruling>weigher((key, ruling) -> KEY_BYTES + pathBytes(key) + ruling.bytes())
                .executor(Runnable::run)
                .build();
    }

    Optional<Ruling> get(DecisionKey key, long nowMillis) {
        Ruling found = rulings.getIfPresent(key);
        return found == null || nowMillis >= found.keepUntil() ? Optional.empty() : Optional.of(found);
    }

    void keep(DecisionKey key, Ruling ruling, long nowMillis) {
        if (nowMillis < ruling.keepUntil()) {
            rulings.put(key, ruling);
        }
    }

    /// For tests: after what is to be evicted is.
    long bytes() {
        rulings.cleanUp();
        return rulings.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static int pathBytes(DecisionKey key) {
        return key.required() instanceof Required.UnknownRoute(String method, var path)
                ? 2 * (method.length() + path.raw().length())
                : 0;
    }
}
