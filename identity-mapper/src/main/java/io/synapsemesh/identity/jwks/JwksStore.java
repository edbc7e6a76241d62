package io.synapsemesh.identity.jwks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the keys of every wanted query. By Entra's published contract for key caches: refreshed in the background
/// each hour (±10 min), fetched at once when nothing is there, and for an unknown key id once, by one caller, at most
/// every five minutes; a failure keeps the last good keys, also over a restart, and is retried after 1 to 10 minutes.
///
/// Level-triggered: [#tick] starts whatever is due and says when to look again. Fetches run on `executor`, one at a
/// time
/// for each query. Safe for many threads.
public final class JwksStore {
    public static final int QUERIES_MAX = 1_000;

    static final Duration REFRESH = Duration.ofHours(1);
    static final Duration JITTER = Duration.ofMinutes(10);
    static final Duration UNKNOWN_KEY_PAUSE = Duration.ofMinutes(5);
    static final Duration RETRY_MIN = Duration.ofMinutes(1);
    static final Duration RETRY_WITHOUT_KEYS = Duration.ofSeconds(2);
    static final Duration RETRY_MAX = Duration.ofMinutes(10);

    /// How long to wait for the end of a fetch that runs: when to try again is known only then.
    static final Duration LOOK_FETCHING = Duration.ofSeconds(1);

    /// The longest sleep between two looks, so that a clock that jumps is noticed.
    static final Duration LOOK_MAX = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(JwksStore.class);

    private final JwksDownload download;
    private final KeptKeys kept;
    private final JwksListener listener;
    private final Executor executor;
    private final Clock clock;
    private final RandomGenerator random;
    private final ConcurrentHashMap<JwksQuery, Slot> slots = new ConcurrentHashMap<>();

    /// The state of a query, what the listener was last told, and the lock that makes fetches single.
    private static final class Slot {
        private final ReentrantLock fetching = new ReentrantLock();
        private volatile KeyState state;
        private volatile boolean running;
        private volatile boolean wanted = true;
        private Optional<JwksResult> told = Optional.empty();

        private Slot(KeyState state) {
            this.state = state;
        }
    }

    public JwksStore(
            Fetcher fetcher,
            JwksArchive archive,
            JwksListener listener,
            Executor executor,
            Clock clock,
            RandomGenerator random) {
        this.download = new JwksDownload(fetcher);
        this.kept = new KeptKeys(archive);
        this.listener = listener;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
    }

    /// Says which queries there are to be, all of them. New ones start from what was kept and are fetched at once.
    public void want(Collection<JwksQuery> queries) {
        if (queries.size() > QUERIES_MAX) {
            throw new IllegalArgumentException("more than " + QUERIES_MAX + " key sets are wanted");
        }
        var wanted = new LinkedHashSet<>(queries);
        for (var entry : slots.entrySet()) {
            if (!wanted.contains(entry.getKey())) {
                entry.getValue().wanted = false;
                slots.remove(entry.getKey());
            }
        }
        for (JwksQuery query : wanted) {
            if (!slots.containsKey(query)) {
                start(query);
            }
        }
        tick();
    }

    /// Starts what is due.
    ///
    /// @return when to look again, at most a minute from now
    public Instant tick() {
        Instant now = clock.instant();
        Instant next = now.plus(LOOK_MAX);
        for (Slot slot : List.copyOf(slots.values())) {
            if (isDue(slot.state, now)) {
                begin(slot);
            } else if (slot.fetching.tryLock()) {
                // Keys may have grown old without a fetch. A slot that is fetching speaks for itself when it is done.
                try {
                    tell(slot);
                } finally {
                    slot.fetching.unlock();
                }
            }
            Instant at = slot.state.refreshAt();
            if (slot.running) {
                at = now.plus(LOOK_FETCHING);
            }
            next = at.isAfter(now) && at.isBefore(next) ? at : next;
        }
        return next;
    }

    /// What there is now; never blocks.
    public JwksResult result(JwksQuery query) {
        var slot = slots.get(query);
        return slot == null
                ? new JwksResult.Missing("nobody asked for these keys")
                : slot.state.result(clock.instant());
    }

    /// For a token signed with a key id that is not there. Fetches at most once for all callers that arrive together,
    /// and not again for five minutes whatever ids are tried. Blocks for the fetch's deadline at most.
    public JwksResult unknownKey(JwksQuery query, String kid) {
        var slot = slots.get(query);
        if (slot == null) {
            return result(query);
        }
        slot.fetching.lock();
        try {
            Instant now = clock.instant();
            if (!slot.state.has(kid) && mayAsk(slot.state, now)) {
                slot.state = slot.state.asked(now);
                fetch(slot);
            }
        } finally {
            slot.fetching.unlock();
        }
        return result(query);
    }

    private void start(JwksQuery query) {
        Instant now = clock.instant();
        var good = query.source() instanceof JwksSource.Inline ? Optional.<KeptKeys.Good>empty() : kept.read(query);
        var error = good.map(keys -> "kept from " + keys.fetchedAt() + ", not fetched since the start");
        var slot = new Slot(new KeyState(query, good, error, 0, now, Optional.empty()));
        slots.put(query, slot);
        if (good.isPresent()) {
            slot.fetching.lock();
            try {
                tell(slot);
            } finally {
                slot.fetching.unlock();
            }
        }
    }

    /// A clock that was set back must not put a refresh off.
    private static boolean isDue(KeyState state, Instant now) {
        return !now.isBefore(state.refreshAt())
                || state.refreshAt().isAfter(now.plus(REFRESH).plus(JITTER));
    }

    private static boolean mayAsk(KeyState state, Instant now) {
        return !(state.query().source() instanceof JwksSource.Inline)
                && state.askedAt()
                        .map(at -> at.isAfter(now) || !now.isBefore(at.plus(UNKNOWN_KEY_PAUSE)))
                        .orElse(true);
    }

    private void begin(Slot slot) {
        if (slot.running) {
            return;
        }
        slot.running = true;
        try {
            executor.execute(() -> {
                slot.fetching.lock();
                try {
                    if (slot.wanted && isDue(slot.state, clock.instant())) {
                        fetch(slot);
                    }
                } finally {
                    slot.fetching.unlock();
                    slot.running = false;
                }
            });
        } catch (RejectedExecutionException e) {
            slot.running = false;
        }
    }

    private void fetch(Slot slot) {
        var query = slot.state.query();
        try {
            var keys = download.get(query);
            Instant now = clock.instant();
            var good = KeptKeys.Good.of(keys, now);
            if (!(query.source() instanceof JwksSource.Inline)) {
                kept.write(query, good);
            }
            slot.state = slot.state.fetched(good, now.plus(spread(REFRESH, JITTER)));
            fetched(query, Optional.empty());
        } catch (RuntimeException e) {
            // A fetcher that breaks is a fetch that failed: the last good keys stay.
            String why = e instanceof FetchFailed ? String.valueOf(e.getMessage()) : e.toString();
            LOG.warn("SYN0901 keys not fetched: provider={} reason={}", query.provider(), why);
            slot.state = slot.state.failed(why, clock.instant().plus(retryAfter(slot.state)));
            fetched(query, Optional.of(why));
        }
        tell(slot);
    }

    private void fetched(JwksQuery query, Optional<String> failure) {
        if (query.source() instanceof JwksSource.Inline) {
            return;
        }
        try {
            listener.fetched(query, failure);
        } catch (RuntimeException e) {
            LOG.error("a listener of keys failed", e);
        }
    }

    /// Without any keys every token is refused, so the first tries follow one another quickly.
    private Duration retryAfter(KeyState state) {
        Duration least = state.good().isPresent() ? RETRY_MIN : RETRY_WITHOUT_KEYS;
        Duration wait = least.multipliedBy(1L << Math.min(state.failures(), 8));
        Duration most = wait.compareTo(RETRY_MAX) < 0 ? wait : RETRY_MAX;
        return spread(most, most.dividedBy(10));
    }

    private Duration spread(Duration middle, Duration around) {
        return middle.plusMillis((long) ((2 * random.nextDouble() - 1) * around.toMillis()));
    }

    /// Keys or state, not the moment of the fetch: an unchanged set fetched again is no change. The caller holds the
    /// slot's lock, so the listener hears the changes of a query in their order.
    private void tell(Slot slot) {
        var result = slot.state.result(clock.instant());
        if (!slot.wanted || slot.told.map(before -> isSame(before, result)).orElse(false)) {
            return;
        }
        slot.told = Optional.of(result);
        try {
            listener.changed(slot.state.query(), result);
        } catch (RuntimeException e) {
            LOG.error("a listener of keys failed", e);
        }
    }

    private static boolean isSame(JwksResult one, JwksResult other) {
        return switch (one) {
            case JwksResult.Fresh fresh ->
                other instanceof JwksResult.Fresh f && f.json().equals(fresh.json());
            case JwksResult.Stale stale ->
                other instanceof JwksResult.Stale s
                        && s.json().equals(stale.json())
                        && s.why().equals(stale.why());
            case JwksResult.Missing missing -> other.equals(missing);
        };
    }
}
