package io.synapsemesh.identity.exchange;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.synapsemesh.core.model.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens for Synapse, fetched once for whoever may share them.
///
/// A held token is given out until shortly before its end. From [HeldToken#refreshAt] on the first request starts a
/// fetch
/// and does not wait for it. For each key there is one fetch at a time, on which everybody waits who has no token. What
/// comes of it decides:
///
/// | fetched | a token that still lives | for the next while |
/// |---|---|---|
/// | a token | is replaced | |
/// | refused, challenge | is dropped at once: the tenant has spoken | the same answer, 30 s |
/// | unavailable | is given out until its end | not asked again: 1 s, doubled, at most 15 s, or as asked, at most 60 s
/// |
///
/// Three in a row that are unavailable, and each that names a time, leave the whole client alone likewise.
///
/// Bounded in bytes, in fetches at a time and in how long anybody waits. Thread-safe.
public final class HeldTokens implements SynapseTokens, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeldTokens.class);

    private final TokenSource source;
    private final Authorities authorities;
    private final Clock clock;
    private final ExchangeLimits limits;
    private final ExchangeListener listener;
    private final Cache<TokenKey, HeldToken> tokens;
    private final Cache<TokenKey, Hold> holds;
    private final ConcurrentHashMap<TokenKey, CompletableFuture<SynapseToken>> flights = new ConcurrentHashMap<>();
    private final Semaphore permits;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param failures in a row
    private record Hold(SynapseToken answer, Instant until, int failures) {}

    public HeldTokens(
            TokenSource source,
            Authorities authorities,
            Clock clock,
            ExchangeLimits limits,
            ExchangeListener listener) {
        this.source = source;
        this.authorities = authorities;
        this.clock = clock;
        this.limits = limits;
        this.listener = listener;
        this.permits = new Semaphore(limits.fetchesMax());
        this.tokens = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(() -> nanos(clock.instant()))
                .expireAfter(Expiry.<TokenKey, HeldToken>writing(
                        (_, held) -> Duration.between(clock.instant(), held.usableUntil())))
                .maximumWeight(limits.bytesMax())
                .weigher((TokenKey _, HeldToken held) -> held.weight())
                .build();
        this.holds = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(ExchangeLimits.HOLDS_MAX)
                .build();
    }

    @Override
    public SynapseToken token(Workspace workspace, Optional<MeshToken> caller) {
        return switch (ExchangePlan.of(workspace, caller, authorities)) {
            case ExchangePlan.Answer(var answer) -> answer;
            case ExchangePlan.Fetch(var request) -> token(request);
        };
    }

    /// The same for whoever knows what is needed, such as a directory that asks Microsoft Graph.
    public SynapseToken token(TokenRequest request) {
        TokenKey key = request.key();
        Instant now = clock.instant();
        HeldToken held = tokens.getIfPresent(key);
        Optional<Hold> hold = hold(request, key, now);
        if (held != null && held.isUsable(now)) {
            if (held.wantsRefresh(now) && hold.isEmpty()) {
                var unawaited = flight(key, request);
            }
            return held.token();
        }
        return hold.map(Hold::answer).orElseGet(() -> await(flight(key, request)));
    }

    private Optional<Hold> hold(TokenRequest request, TokenKey key, Instant now) {
        return Optional.ofNullable(holds.getIfPresent(key))
                .filter(hold -> now.isBefore(hold.until()))
                .or(() -> Optional.ofNullable(holds.getIfPresent(request.client()))
                        .filter(hold -> now.isBefore(hold.until())));
    }

    private CompletableFuture<SynapseToken> flight(TokenKey key, TokenRequest request) {
        var mine = new CompletableFuture<SynapseToken>();
        var others = flights.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        try {
            threads.execute(() -> fly(key, request, mine));
        } catch (RejectedExecutionException e) {
            land(key, mine, new SynapseToken.Unavailable("shutting down"));
        }
        return mine;
    }

    private void fly(TokenKey key, TokenRequest request, CompletableFuture<SynapseToken> mine) {
        SynapseToken outcome = new SynapseToken.Unavailable("the fetch failed");
        try {
            outcome = settledMeanwhile(key, request).orElseGet(() -> fetched(key, request));
        } finally {
            land(key, mine, outcome);
        }
    }

    /// Whoever asked between the end of one flight and the start of the next finds what the first one brought.
    private Optional<SynapseToken> settledMeanwhile(TokenKey key, TokenRequest request) {
        Instant now = clock.instant();
        return Optional.ofNullable(tokens.getIfPresent(key))
                .filter(held -> held.isUsable(now) && !held.wantsRefresh(now))
                .<SynapseToken>map(HeldToken::token)
                .or(() -> hold(request, key, now).map(Hold::answer));
    }

    private SynapseToken fetched(TokenKey key, TokenRequest request) {
        SynapseToken outcome = asked(request);
        keep(key, request, outcome);
        listener.fetched(request.kind(), word(outcome));
        return outcome;
    }

    private SynapseToken asked(TokenRequest request) {
        try {
            if (!permits.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return new SynapseToken.Unavailable(limits.fetchesMax() + " tokens are being fetched already");
            }
            try {
                return source.fetch(request);
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SynapseToken.Unavailable("interrupted");
        } catch (RuntimeException | LinkageError e) {
            // Its message is not ours, and may hold what a server said.
            return new SynapseToken.Unavailable(e.getClass().getSimpleName() + " from the source of tokens");
        }
    }

    private void keep(TokenKey key, TokenRequest request, SynapseToken outcome) {
        Instant now = clock.instant();
        switch (outcome) {
            case SynapseToken.Token token -> {
                holds.invalidate(key);
                holds.invalidate(request.client());
                HeldToken held = HeldToken.of(token, now, request.usableUntil());
                if (held.isUsable(now)) {
                    tokens.put(key, held);
                }
            }
            case SynapseToken.Unavailable(var why, var retryAfter) -> {
                LOG.warn("no token for Synapse: kind={} reason={}", request.kind(), why);
                postpone(key, outcome, retryAfter, now, 0);
                postpone(request.client(), outcome, retryAfter, now, ExchangeLimits.CLIENT_FAILURES_MAX - 1);
            }
            case SynapseToken.Challenge ignored -> spoken(key, outcome, now);
            case SynapseToken.Refused ignored -> spoken(key, outcome, now);
            case SynapseToken.CallersOwn() -> throw new IllegalStateException("nothing to fetch");
        }
    }

    private void spoken(TokenKey key, SynapseToken outcome, Instant now) {
        tokens.invalidate(key);
        holds.put(key, new Hold(outcome, now.plus(ExchangeLimits.REFUSED), 0));
    }

    /// @param forgiven failures in a row that hold nothing
    private void postpone(TokenKey key, SynapseToken outcome, Duration asked, Instant now, int forgiven) {
        holds.asMap().compute(key, (_, before) -> {
            int failures = before == null ? 0 : Math.min(before.failures(), 10);
            Duration standard = failures < forgiven
                    ? Duration.ZERO
                    : shorter(
                            ExchangeLimits.RETRY_FIRST.multipliedBy(1L << (failures - forgiven)),
                            ExchangeLimits.RETRY_MAX);
            Duration wanted = shorter(asked, ExchangeLimits.RETRY_ASKED_MAX);
            Duration longer = wanted.compareTo(standard) > 0 ? wanted : standard;
            return new Hold(outcome, now.plus(longer), failures + 1);
        });
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private void land(TokenKey key, CompletableFuture<SynapseToken> mine, SynapseToken outcome) {
        flights.remove(key, mine);
        mine.complete(outcome);
    }

    private SynapseToken await(CompletableFuture<SynapseToken> flight) {
        try {
            return flight.get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new SynapseToken.Unavailable("no token within " + limits.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SynapseToken.Unavailable("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flight ends with an answer", e);
        }
    }

    /// How many tokens are held.
    public long held() {
        tokens.cleanUp();
        return tokens.estimatedSize();
    }

    private static String word(SynapseToken outcome) {
        return switch (outcome) {
            case SynapseToken.Token ignored -> "token";
            case SynapseToken.Challenge ignored -> "challenge";
            case SynapseToken.Refused ignored -> "refused";
            case SynapseToken.Unavailable ignored -> "unavailable";
            case SynapseToken.CallersOwn() -> "callersOwn";
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
        tokens.invalidateAll();
    }
}
