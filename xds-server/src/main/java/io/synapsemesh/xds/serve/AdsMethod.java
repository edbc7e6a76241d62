package io.synapsemesh.xds.serve;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.Snapshot;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One of the two ADS methods, on gRPC's own call interface: a message is read only after the one before it was
/// answered, and responses are [Frame]s.
///
/// @param <Q> the transport's request message
final class AdsMethod<Q> implements ServerCallHandler<Q, Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(AdsMethod.class);

    private final Wire<Q> wire;
    private final Engine engine;
    private final AdsStreams streams;
    private final DoorEvents doorEvents;
    private final Supplier<Snapshot> snapshot;

    AdsMethod(Wire<Q> wire, Engine engine, AdsStreams streams, DoorEvents doorEvents, Supplier<Snapshot> snapshot) {
        this.wire = wire;
        this.engine = engine;
        this.streams = streams;
        this.doorEvents = doorEvents;
        this.snapshot = snapshot;
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, Frame> call, Metadata headers) {
        return switch (Sessions.WHO.get()) {
            case Authentication.Authenticated peer -> open(peer, call);
            case Authentication.Operator _ ->
                refuse(
                        call,
                        Status.PERMISSION_DENIED.withDescription(
                                "SYN0702: an operator has no resources. Fix: connect with a proxy's credential"));
            case Authentication.Refused _ -> refuse(call, Status.UNAUTHENTICATED);
        };
    }

    private ServerCall.Listener<Q> open(Authentication.Authenticated peer, ServerCall<Q, Frame> call) {
        var stream = new AdsStream(peer, wire, new CallOutlet(call), engine);
        if (!streams.add(stream)) {
            return refuse(call, surplus(peer));
        }
        if (!stream.start(snapshot)) {
            streams.remove(stream);
            // Never an empty answer: it would take everything away from a proxy that has only come early.
            return refuse(
                    call,
                    Status.UNAVAILABLE.withDescription(
                            "nothing is published for " + peer.proxy().qualifiedName()));
        }
        engine.counters().add(Metrics.XDS_STREAMS, wire.label(), 1);
        call.sendHeaders(new Metadata());
        call.request(1);
        return new Listener(stream, call);
    }

    /// A proxy that was cut off and comes again before its old connection is missed is told so too; it comes again.
    private Status surplus(Authentication.Authenticated peer) {
        int declared = peer.replicas().orElse(Integer.MAX_VALUE);
        doorEvents.tooManyReplicas(peer, Sessions.FROM.get(), declared);
        return Status.RESOURCE_EXHAUSTED.withDescription("SYN0705: as many proxies are connected as "
                + peer.proxy().qualifiedName() + " has replicas, " + declared
                + ". Fix: raise spec.replicas, or end one");
    }

    private ServerCall.Listener<Q> refuse(ServerCall<Q, Frame> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private record CallOutlet(ServerCall<?, Frame> call) implements Outlet {
        @Override
        public boolean ready() {
            return call.isReady();
        }

        @Override
        public void send(Frame frame) {
            call.sendMessage(frame);
        }

        @Override
        public void end(Status status) {
            call.close(status, new Metadata());
        }
    }

    private final class Listener extends ServerCall.Listener<Q> {
        private final AdsStream stream;
        private final ServerCall<Q, Frame> call;

        Listener(AdsStream stream, ServerCall<Q, Frame> call) {
            this.stream = stream;
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            try {
                stream.receive(wire.read(message));
            } catch (RuntimeException e) {
                LOG.error("a stream failed: proxy={}", stream.peer().proxy().qualifiedName(), e);
                stream.fail();
                return;
            }
            call.request(1);
        }

        @Override
        public void onReady() {
            stream.ready();
        }

        @Override
        public void onHalfClose() {
            call.close(Status.OK, new Metadata());
        }

        @Override
        public void onCancel() {
            closed();
        }

        @Override
        public void onComplete() {
            closed();
        }

        private void closed() {
            stream.closed();
            streams.remove(stream);
            engine.counters().add(Metrics.XDS_STREAMS, wire.label(), -1);
        }
    }
}
