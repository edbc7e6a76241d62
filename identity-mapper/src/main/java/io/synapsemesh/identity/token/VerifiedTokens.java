package io.synapsemesh.identity.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// Remembers what was verified, by the digest of the whole token and therefore for its bearer alone.
///
/// An answer is given again only while everything it rests on is in force: the very same providers, the very same
/// keys of its issuer, and the token's own time. So a key that is withdrawn, or a provider that is edited, counts
/// with the next request, and no other issuer's tokens are verified anew for it. Refusals are not remembered: they
/// cost their sender one verification each, and a key that comes a second later must count.
///
/// Bounded in bytes, by an estimate that errs upwards. Safe for many threads.
public final class VerifiedTokens implements TokenReader {
    /// About 20,000 tokens of five groups, or 2,000 of two hundred.
    public static final long BYTES_MAX = 64L << 20;

    /// Objects around the texts of one token.
    private static final int ENTRY_BYTES = 2_048;

    private final TokenVerifier verifier;
    private final Clock clock;
    private final Cache<TokenDigest, Entry> entries;
    private final LongAdder evicted = new LongAdder();

    private record Entry(Proof proof, int bytes) {}

    /// @param bytesMax such as [#BYTES_MAX]
    public VerifiedTokens(TokenVerifier verifier, Clock clock, long bytesMax) {
        this.verifier = verifier;
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .<TokenDigest, Entry>weigher((digest, entry) -> entry.bytes())
                .expireAfter(Expiry.<TokenDigest, Entry>creating((digest, entry) -> left(entry.proof())))
                .evictionListener((digest, entry, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        evicted.increment();
                    }
                })
                .build();
    }

    @Override
    public TokenReading read(String compact) {
        if (compact.length() > CompactToken.CHARS_MAX) {
            return verifier.read(compact);
        }
        var digest = TokenDigest.of(compact);
        Entry known = entries.getIfPresent(digest);
        if (known != null && verifier.holds(known.proof())) {
            return known.proof().reading();
        }
        return verify(compact, digest);
    }

    /// Entries that made room for others since the start: the limit was reached.
    public long evicted() {
        return evicted.sum();
    }

    /// For tests and `status`: about how many tokens are remembered.
    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private TokenReading verify(String compact, TokenDigest digest) {
        try {
            Proof proof = verifier.prove(compact);
            entries.put(digest, new Entry(proof, ENTRY_BYTES + 4 * compact.length()));
            return proof.reading();
        } catch (Refusal refusal) {
            entries.invalidate(digest);
            return refusal.reading();
        } catch (RuntimeException e) {
            return TokenVerifier.broken(e);
        }
    }

    private Duration left(Proof proof) {
        return Duration.between(clock.instant(), proof.reading().token().expiresAt())
                .plus(TokenTimes.TOLERANCE);
    }
}
