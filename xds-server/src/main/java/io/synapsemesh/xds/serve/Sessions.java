package io.synapsemesh.xds.serve;

import io.grpc.Context;
import io.grpc.Status;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.metric.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// All open calls of the port, whatever their service: counts them, and ends them when their credential does, when
/// their
/// proxy goes, and in slices when the server stops.
final class Sessions {
    /// Who the current call is from; set by [AuthenticatingInterceptor] before any service sees the call.
    static final Context.Key<Authentication> WHO = Context.key("synapsemesh-authentication");
    /// From where, if that is known.
    static final Context.Key<Optional<String>> FROM = Context.keyWithDefault("synapsemesh-address", Optional.empty());

    private static final int REVOCATIONS_MAX = 10_000;

    private final Limits limits;
    private final Timers timers;
    private final Counters counters;
    private final DoorEvents events;
    private final LiveAddresses addresses = new LiveAddresses();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final Map<DocumentRef, Integer> perProxy = new ConcurrentHashMap<>();
    /// Revoked lately, for a call whose credential was being checked meanwhile.
    private final Set<String> revoked = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REVOCATIONS_MAX;
        }
    });

    private volatile boolean draining;

    Sessions(Limits limits, Timers timers, Counters counters, DoorEvents events) {
        this.limits = limits;
        this.timers = timers;
        this.counters = counters;
        this.events = events;
    }

    /// Admits a call.
    ///
    /// @return why not, if not
    Optional<Status> admit(Session session) {
        if (draining) {
            return Optional.of(Status.UNAVAILABLE.withDescription("the control plane is stopping: connect again"));
        }
        if (open.size() >= limits.streams()) {
            counters.add(Metrics.LIMIT_REACHED, "xds-streams", 1);
            return Optional.of(Status.RESOURCE_EXHAUSTED.withDescription("too many streams"));
        }
        if (session.who() instanceof Authentication.Authenticated peer) {
            if (!timers.now().isBefore(peer.expiry())) {
                counters.add(Metrics.XDS_STREAMS_REFUSED, "expired", 1);
                return Optional.of(Status.UNAUTHENTICATED.withDescription("SYN0702: the credential has expired"));
            }
            if (perProxy.merge(peer.proxy(), 1, Integer::sum) > limits.streamsPerProxy()) {
                left(peer);
                counters.add(Metrics.LIMIT_REACHED, "xds-streams-per-proxy", 1);
                return Optional.of(Status.RESOURCE_EXHAUSTED.withDescription("too many streams of this proxy"));
            }
        }
        open.add(session);
        if (session.who() instanceof Authentication.Authenticated peer) {
            boolean late;
            synchronized (revoked) {
                late = revoked.contains(peer.credentialId());
            }
            if (late) {
                session.end(revokedStatus());
            }
            if (!session.isUnary()) {
                Duration left = Duration.between(timers.now(), peer.expiry());
                session.expireBy(timers.after(left, () -> expire(session, peer.expiry())));
            }
            placed(peer, session)
                    .flatMap(address -> addresses.opened(peer.credentialId(), address))
                    .ifPresent(other ->
                            events.secondAddress(peer, session.address().orElseThrow(), other));
        }
        return Optional.empty();
    }

    void closed(Session session) {
        session.closed();
        if (open.remove(session) && session.who() instanceof Authentication.Authenticated peer) {
            left(peer);
            placed(peer, session).ifPresent(address -> addresses.closed(peer.credentialId(), address));
        }
    }

    int endCredential(String credentialId) {
        synchronized (revoked) {
            revoked.add(credentialId);
        }
        return end(
                who -> who instanceof Authentication.Authenticated peer
                        && peer.credentialId().equals(credentialId),
                revokedStatus(),
                "revoked");
    }

    int endProxy(DocumentRef proxy) {
        return end(
                who -> who instanceof Authentication.Authenticated peer
                        && peer.proxy().equals(proxy),
                Status.UNAVAILABLE.withDescription("this proxy is declared otherwise now, or no longer"),
                "removed");
    }

    /// Refuses new calls and ends the open ones in `slices` equal parts, `interval` apart, so that the replicas
    /// that take them over are not hit by all at once.
    CompletableFuture<Void> drain(int slices, Duration interval) {
        draining = true;
        List<Session> left = new ArrayList<>(open);
        var done = new CompletableFuture<Void>();
        int size = Math.max(1, Math.ceilDiv(left.size(), Math.max(1, slices)));
        endSlice(left, size, interval, done);
        return done;
    }

    private void endSlice(List<Session> left, int size, Duration interval, CompletableFuture<Void> done) {
        List<Session> slice = left.subList(0, Math.min(size, left.size()));
        slice.forEach(session ->
                session.end(Status.UNAVAILABLE.withDescription("the control plane is stopping: connect again")));
        List<Session> rest = left.subList(slice.size(), left.size());
        if (rest.isEmpty()) {
            done.complete(null);
        } else {
            timers.after(interval, () -> endSlice(rest, size, interval, done));
        }
    }

    private int end(Predicate<Authentication> whose, Status status, String reason) {
        int ended = 0;
        for (Session session : open) {
            if (whose.test(session.who())) {
                session.end(status);
                counters.add(Metrics.XDS_STREAMS_REFUSED, reason, 1);
                ended++;
            }
        }
        return ended;
    }

    /// Ends a call of one request whose credential expired while the request was on its way. Such a call has no alarm
    /// of
    /// its own: it is worth nothing before its request is there.
    boolean hasExpired(Session session) {
        if (session.isUnary()
                && session.who() instanceof Authentication.Authenticated peer
                && !timers.now().isBefore(peer.expiry())) {
            expire(session, peer.expiry());
            return true;
        }
        return false;
    }

    private void expire(Session session, Instant expiry) {
        counters.add(Metrics.XDS_STREAMS_REFUSED, "expired", 1);
        session.end(Status.UNAUTHENTICATED.withDescription("SYN0702: the credential expired at " + expiry));
    }

    /// The address to watch, of a credential that is at home at one.
    private static Optional<String> placed(Authentication.Authenticated peer, Session session) {
        return peer.place() == Authentication.Place.ONE_ADDRESS ? session.address() : Optional.empty();
    }

    private void left(Authentication.Authenticated peer) {
        perProxy.computeIfPresent(peer.proxy(), (_, count) -> count == 1 ? null : count - 1);
    }

    private static Status revokedStatus() {
        return Status.UNAUTHENTICATED.withDescription("SYN0702: the credential was revoked");
    }
}
