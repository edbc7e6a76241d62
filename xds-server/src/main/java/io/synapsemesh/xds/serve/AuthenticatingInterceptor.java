package io.synapsemesh.xds.serve;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.synapsemesh.core.metric.Metrics;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands in front of every service of the port, so that no method, unary or stream, for work or for debugging, is
/// reached without a credential. The check may block and never runs on a thread that must not; no message is read
/// before
/// it ends.
final class AuthenticatingInterceptor implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatingInterceptor.class);

    private final StreamAuthenticator authenticator;
    private final Sessions sessions;
    private final Counters counters;
    private final Semaphore pending;
    private final Executor checks;

    /// @param checks runs a check: on a new thread for calls that begin on the network's own, at once for others
    AuthenticatingInterceptor(
            StreamAuthenticator authenticator, Sessions sessions, Counters counters, Limits limits, Executor checks) {
        this.checks = checks;
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.counters = counters;
        this.pending = new Semaphore(limits.authenticationsPending());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var guarded = new GuardedCall<>(call);
        if (!pending.tryAcquire()) {
            counters.add(Metrics.LIMIT_REACHED, "xds-authentications", 1);
            guarded.close(
                    Status.RESOURCE_EXHAUSTED.withDescription("too many calls at once: try again"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        var deferred = new DeferredListener<Q>();
        Context context = Context.current();
        checks.execute(() -> {
            try {
                Authentication who = check(call, headers);
                deferred.open(open(who, guarded, headers, context, next));
            } catch (RuntimeException e) {
                LOG.error(
                        "a call failed before it was served: method={}",
                        call.getMethodDescriptor().getFullMethodName(),
                        e);
                guarded.close(Status.INTERNAL, new Metadata());
                deferred.open(new ServerCall.Listener<>() {});
            } finally {
                pending.release();
            }
        });
        return deferred;
    }

    private Authentication check(ServerCall<?, ?> call, Metadata headers) {
        var presented = new StreamAuthenticator.Presented(
                headers,
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
        try {
            return authenticator.authenticate(presented);
        } catch (RuntimeException e) {
            LOG.warn("a credential could not be checked, the call is refused", e);
            return new Authentication.Refused("the credential could not be checked");
        }
    }

    private <Q, A> ServerCall.Listener<Q> open(
            Authentication who,
            GuardedCall<Q, A> call,
            Metadata headers,
            Context context,
            ServerCallHandler<Q, A> next) {
        if (who instanceof Authentication.Refused(String reason)) {
            counters.add(Metrics.XDS_STREAMS_REFUSED, "credential", 1);
            call.close(Status.UNAUTHENTICATED.withDescription("SYN0702: " + reason), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        Optional<String> address = address(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        var session = new Session(who, address, call);
        Optional<Status> refused = sessions.admit(session);
        if (refused.isPresent()) {
            call.close(refused.get(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        try {
            var known = context.withValues(Sessions.WHO, who, Sessions.FROM, address);
            return tracked(session, Contexts.interceptCall(known, call, headers, next));
        } catch (RuntimeException e) {
            sessions.closed(session);
            throw e;
        }
    }

    /// Without the port, which differs from connection to connection.
    private static Optional<String> address(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress known && known.getAddress() != null
                ? Optional.of(known.getAddress().getHostAddress())
                : Optional.empty();
    }

    private <Q> ServerCall.Listener<Q> tracked(Session session, ServerCall.Listener<Q> listener) {
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onHalfClose() {
                if (!sessions.hasExpired(session)) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onCancel() {
                sessions.closed(session);
                super.onCancel();
            }

            @Override
            public void onComplete() {
                sessions.closed(session);
                super.onComplete();
            }
        };
    }
}
