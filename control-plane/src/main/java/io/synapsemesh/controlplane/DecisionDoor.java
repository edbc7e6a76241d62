package io.synapsemesh.controlplane;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.model.Proxy;
import io.synapsemesh.identity.decide.Asker;
import io.synapsemesh.xds.serve.Authentication;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who asks for a decision over gRPC: the same credentials as for xDS, judged by the same [NodeDoor].
///
/// A gateway asks thousands of times a second with one credential on one connection, and judging a node token reads the
/// ledger and verifies a signature. So a judgement counts for the same credential on the same connection until
/// something
/// about proxies changes, and for no longer than [#COUNTS_FOR]: as long as a revocation may take to be noticed anyway.
final class DecisionDoor implements ServerInterceptor {
    static final Duration COUNTS_FOR = Duration.ofMillis(500);
    static final int CALLS_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(DecisionDoor.class);
    private static final Context.Key<Asker> ASKER = Context.key("synapsemesh-asker");
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int CONNECTIONS_MAX = 20_000;

    private final NodeDoor door;
    private final Supplier<Map<DocumentRef, Proxy>> proxies;
    private final DecisionMeters meters;
    private final Clock clock;
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final Cache<SSLSession, Judged> judged = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(CONNECTIONS_MAX)
            .executor(Runnable::run)
            .build();

    /// @param among the proxies it was judged among
    private record Judged(
            Optional<String> credential,
            Map<DocumentRef, Proxy> among,
            long until,
            Authentication.Authenticated who,
            Asker asker) {}

    DecisionDoor(NodeDoor door, Supplier<Map<DocumentRef, Proxy>> proxies, DecisionMeters meters, Clock clock) {
        this.door = door;
        this.proxies = proxies;
        this.meters = meters;
        this.clock = clock;
    }

    /// The proxy the current call is from.
    static Optional<Asker> asker() {
        return Optional.ofNullable(ASKER.get());
    }

    /// How a proxy proved itself: by its certificate, also where it sends its token as well.
    static Asker asker(Authentication.Authenticated who, Optional<X509Certificate> leaf) {
        boolean shown = who.place() == Authentication.Place.ANY
                || leaf.flatMap(NodeDoor::identity)
                        .filter(who.identity()::equals)
                        .isPresent();
        return new Asker(who.identity(), who.proxy(), shown ? Asker.Proof.SVID : Asker.Proof.NODE_TOKEN);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!calls.tryAcquire()) {
            meters.limitReached("decision-calls");
            return refuse(call, Status.RESOURCE_EXHAUSTED.withDescription("too many questions at once"));
        }
        boolean taken = false;
        try {
            Optional<Asker> asker = judge(call, headers);
            if (asker.isEmpty()) {
                meters.refused("authz");
                return refuse(call, Status.UNAUTHENTICATED.withDescription("SYN0702: no credential of a proxy"));
            }
            var listener = Contexts.interceptCall(Context.current().withValue(ASKER, asker.get()), call, headers, next);
            taken = true;
            return new Counted<>(listener, calls);
        } catch (RuntimeException e) {
            LOG.warn("a credential could not be checked, the question is refused", e);
            return refuse(call, Status.UNAUTHENTICATED.withDescription("SYN0702: the credential cannot be checked"));
        } finally {
            if (!taken) {
                calls.release();
            }
        }
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private Optional<Asker> judge(ServerCall<?, ?> call, Metadata headers) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return Optional.empty();
        }
        Optional<String> credential = Optional.ofNullable(headers.get(AUTHORIZATION));
        var among = proxies.get();
        Judged known = judged.getIfPresent(session);
        boolean counts = known != null
                && known.among() == among
                && clock.millis() < known.until()
                && known.credential().equals(credential);
        if (!counts) {
            SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
            known = judge(session, credential, among, Optional.ofNullable(address));
        }
        return known != null && clock.instant().isBefore(known.who().expiry())
                ? Optional.of(known.asker())
                : Optional.empty();
    }

    private @Nullable Judged judge(
            SSLSession session,
            Optional<String> credential,
            Map<DocumentRef, Proxy> among,
            Optional<SocketAddress> address) {
        long until = clock.millis() + COUNTS_FOR.toMillis();
        Optional<X509Certificate> leaf = NodeDoor.leaf(session);
        Authentication who = door.authenticate(credential, leaf, address);
        if (!(who instanceof Authentication.Authenticated proxy)) {
            judged.invalidate(session);
            return null;
        }
        var made = new Judged(credential, among, until, proxy, asker(proxy, leaf));
        judged.put(session, made);
        return made;
    }

    /// Gives the call's place back, once, however it ends.
    private static final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Semaphore calls;
        private final AtomicBoolean over = new AtomicBoolean();

        Counted(ServerCall.Listener<Q> delegate, Semaphore calls) {
            super(delegate);
            this.calls = calls;
        }

        @Override
        public void onCancel() {
            end();
            super.onCancel();
        }

        @Override
        public void onComplete() {
            end();
            super.onComplete();
        }

        private void end() {
            if (over.compareAndSet(false, true)) {
                calls.release();
            }
        }
    }
}
