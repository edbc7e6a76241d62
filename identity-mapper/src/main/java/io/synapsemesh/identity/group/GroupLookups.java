package io.synapsemesh.identity.group;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.synapsemesh.core.caller.Groups;
import io.synapsemesh.core.caller.Principal;
import io.synapsemesh.identity.token.VerifiedToken;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The groups of a caller for a decision: from the token where it says all of them, else from the provider's directory,
/// else unknown. Answers are remembered by provider, tenant, principal and the very groups asked about, so nobody is
/// ever given another's; questions that are the same at the same time are one.
///
/// An answer counts from the moment it was asked for, on a clock that never goes back, and no longer than
/// [LookupLimits#fresh]. After that it is worth nothing, also when the directory is away: a stale "yes" would be a
/// grant that was taken back. Not knowing is remembered for a shorter while. Safe for many threads; blocks for
/// [LookupLimits#patience] at most.
public final class GroupLookups {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLookups.class);

    private final Function<String, Optional<GroupSource>> sources;
    private final LookupLimits limits;
    private final LongSupplier nanos;
    private final Executor executor;
    private final LookupListener listener;
    private final UnknownLog unknownLog;
    private final Semaphore open;
    private final AsyncCache<LookupKey, Kept> kept;

    /// @param askedAt on the clock of this class
    private record Kept(GroupAnswer answer, long askedAt) {}

    /// @param sources by the name of the provider's document; may change while running
    /// @param nanos as [System#nanoTime]
    /// @param executor runs each question on a thread that may block
    public GroupLookups(
            Function<String, Optional<GroupSource>> sources,
            LookupLimits limits,
            LongSupplier nanos,
            Executor executor,
            LookupListener listener) {
        this.sources = sources;
        this.limits = limits;
        this.nanos = nanos;
        this.executor = executor;
        this.listener = listener;
        this.unknownLog = new UnknownLog(nanos);
        this.open = new Semaphore(limits.openMax());
        this.kept = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(nanos::getAsLong)
                .maximumWeight(limits.bytesMax())
                .weigher((LookupKey key, Kept value) -> weight(key, value))
                .expireAfter(Expiry.<LookupKey, Kept>creating((_, value) -> Duration.ofNanos(left(value))))
                .buildAsync();
    }

    /// @param mentioned the groups of the token's provider that the policy about to be decided names, all of them: a
    ///     group that is not among them counts as one the caller is not in
    public ResolvedGroups resolve(VerifiedToken token, SortedSet<String> mentioned) {
        Groups told = token.overage() && token.groups().isComplete() ? new Groups.Unknown() : token.groups();
        if (told.isComplete()) {
            return new ResolvedGroups(told, new ResolvedGroups.Source.Token());
        }
        if (mentioned.isEmpty()) {
            return new ResolvedGroups(
                    told,
                    new ResolvedGroups.Source.Nobody(
                            WhyUnknown.NO_DIRECTORY, "no policy names a group of this provider", limits.fresh()));
        }
        Optional<GroupSource> source = sources.apply(token.provider());
        if (source.flatMap(GroupSource::directory).isEmpty()) {
            String advice = source.map(GroupSource::advice).orElse("The provider is not known any more.");
            return nobody(told, new GroupAnswer.Unknown(WhyUnknown.NO_DIRECTORY, absent(token, advice)));
        }
        return ask(token, told, mentioned, source.get().directory().get());
    }

    /// Forgets all answers: when a provider's directory or credential changed.
    public void forgetAll() {
        kept.synchronous().invalidateAll();
    }

    /// Bytes held, estimated; for tests and metrics.
    long bytesHeld() {
        kept.synchronous().cleanUp();
        return kept.synchronous()
                .policy()
                .eviction()
                .orElseThrow()
                .weightedSize()
                .orElseThrow();
    }

    private static String absent(VerifiedToken token, String advice) {
        String what = token.overage() ? "more groups than fit into the token" : "no groups in the token";
        return what + ", and provider '" + token.provider() + "' has no directory. " + advice;
    }

    private ResolvedGroups ask(
            VerifiedToken token, Groups told, SortedSet<String> mentioned, GroupDirectory directory) {
        Kept value = current(token, mentioned, directory);
        return switch (value.answer()) {
            case GroupAnswer.Known(var ids) -> {
                var age = Duration.ofNanos(nanos.getAsLong() - value.askedAt());
                listener.used(token.provider(), age);
                yield new ResolvedGroups(
                        new Groups.Complete(ids),
                        new ResolvedGroups.Source.Directory(age, Duration.ofNanos(left(value))));
            }
            case GroupAnswer.Unknown unknown -> nobody(told, unknown);
        };
    }

    /// What the token itself says of some groups stays true: it is signed. The rest is unknown.
    private ResolvedGroups nobody(Groups told, GroupAnswer.Unknown unknown) {
        return new ResolvedGroups(
                told,
                new ResolvedGroups.Source.Nobody(
                        unknown.cause(), "SYN0903 groups unknown: " + unknown.why(), goodFor(unknown)));
    }

    /// An answer that may be used now. One that grew old between being found and being looked at is asked for again,
    /// once.
    private Kept current(VerifiedToken token, SortedSet<String> mentioned, GroupDirectory directory) {
        SortedSet<String> asked = Collections.unmodifiableSortedSet(new TreeSet<>(mentioned));
        var key = new LookupKey(
                token.provider(), token.tenant(), token.principal().print(), AskedDigest.of(asked));
        for (int attempt = 0; attempt < 2; attempt++) {
            CompletableFuture<Kept> answer = kept.get(
                    key, (_, _) -> begin(token.provider(), token.principal(), token.tenant(), asked, directory));
            Kept value = await(answer);
            if (left(value) > 0) {
                return value;
            }
            kept.asMap().remove(key, answer);
            if (value.answer() instanceof GroupAnswer.Unknown) {
                return value;
            }
        }
        return unknown(WhyUnknown.SLOW, "the answer was too old when it came");
    }

    private Kept await(CompletableFuture<Kept> answer) {
        try {
            return answer.get(limits.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return unknown(WhyUnknown.SLOW, "no answer within " + limits.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown(WhyUnknown.SLOW, "interrupted");
        } catch (ExecutionException e) {
            // begin() turns every failure into an answer
            throw new IllegalStateException("a look-up failed", e);
        }
    }

    private CompletableFuture<Kept> begin(
            String provider,
            Principal principal,
            String tenant,
            SortedSet<String> mentioned,
            GroupDirectory directory) {
        if (!open.tryAcquire()) {
            listener.limitReached();
            return CompletableFuture.completedFuture(
                    unknown(WhyUnknown.BUSY, "more than " + limits.openMax() + " questions are open"));
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return asked(provider, principal, tenant, mentioned, directory);
                        } finally {
                            open.release();
                        }
                    },
                    executor);
        } catch (RejectedExecutionException e) {
            open.release();
            return CompletableFuture.completedFuture(unknown(WhyUnknown.BUSY, "shutting down"));
        }
    }

    private Kept asked(
            String provider,
            Principal principal,
            String tenant,
            SortedSet<String> mentioned,
            GroupDirectory directory) {
        long start = nanos.getAsLong();
        GroupAnswer answer = answer(principal, tenant, mentioned, directory);
        if (answer instanceof GroupAnswer.Unknown unknown) {
            unknownLog.warn(provider, principal, unknown);
        }
        listener.answered(provider, answer, Duration.ofNanos(nanos.getAsLong() - start));
        // Not knowing is no statement about the directory's past: it counts from its end.
        return new Kept(answer, answer instanceof GroupAnswer.Known ? start : nanos.getAsLong());
    }

    /// The last look at an answer, whoever gave it: nobody is in a group that was not asked about.
    private static GroupAnswer answer(
            Principal principal, String tenant, SortedSet<String> mentioned, GroupDirectory directory) {
        try {
            GroupAnswer answer = directory.groups(principal, tenant, mentioned);
            boolean isStraight = switch (answer) {
                case GroupAnswer.Known(var ids) -> mentioned.containsAll(ids);
                case GroupAnswer.Unknown ignored -> true;
            };
            return isStraight
                    ? answer
                    : new GroupAnswer.Unknown(WhyUnknown.WRONG_ANSWER, "the answer has groups nobody asked about");
        } catch (RuntimeException e) {
            LOG.error("a directory failed", e);
            return new GroupAnswer.Unknown(WhyUnknown.BROKEN, "the directory's adapter failed: " + e.getClass());
        }
    }

    private Kept unknown(WhyUnknown cause, String why) {
        return new Kept(new GroupAnswer.Unknown(cause, why), nanos.getAsLong());
    }

    /// Nanoseconds the answer may still be used; 0 if it may not.
    private long left(Kept value) {
        Duration whole = switch (value.answer()) {
            case GroupAnswer.Known ignored -> limits.fresh();
            case GroupAnswer.Unknown unknown -> goodFor(unknown);
        };
        return Math.max(0, whole.toNanos() - (nanos.getAsLong() - value.askedAt()));
    }

    private Duration goodFor(GroupAnswer.Unknown unknown) {
        return switch (unknown.cause()) {
            case BUSY -> Duration.ZERO;
            default ->
                unknown.transientFault() && limits.retry().compareTo(limits.fresh()) < 0
                        ? limits.retry()
                        : limits.fresh();
        };
    }

    private static int weight(LookupKey key, Kept value) {
        long bytes = 400 + key.bytes();
        if (value.answer() instanceof GroupAnswer.Known(var ids)) {
            for (String id : ids) {
                bytes += 100 + 2L * id.length();
            }
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}
