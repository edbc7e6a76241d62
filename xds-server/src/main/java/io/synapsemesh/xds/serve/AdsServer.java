package io.synapsemesh.xds.serve;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.View;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ADS engine, CSDS and the access log sink, as gRPC services for [XdsPort] or any other gRPC server.
///
/// One thread publishes; any number read. A publish touches only the streams of views that changed.
public final class AdsServer {
    private static final Logger LOG = LoggerFactory.getLogger(AdsServer.class);

    /// So many streams are given their messages at once: the network's threads wake up for all of them, and not for
    /// each.
    private static final int TOGETHER = 32;

    private final Engine engine;
    private final DoorEvents doorEvents;
    private final Sessions sessions;
    private final AdsStreams streams = new AdsStreams();
    /// Calls of ADS begin on the network's threads, all others on a virtual one ([XdsPort]).
    private final AuthenticatingInterceptor adsDoor;
    private final AuthenticatingInterceptor door;
    private final String controlPlane;
    private final AccessLogListener accessLogs;
    private volatile Snapshot snapshot = Snapshot.empty();

    /// Everything the server is wired with.
    ///
    /// @param controlPlane what responses name as their sender
    public record Wiring(
            String controlPlane,
            StreamAuthenticator authenticator,
            AckedStore ackedStore,
            AckListener ackListener,
            SecretListener secrets,
            AccessLogListener accessLogs,
            EventSink events,
            Counters counters,
            Timers timers,
            Limits limits) {}

    public AdsServer(Wiring wiring) {
        engine = new Engine(
                wiring.limits(),
                wiring.timers(),
                wiring.counters(),
                wiring.ackListener(),
                wiring.secrets(),
                wiring.events(),
                wiring.ackedStore(),
                new Quarantine());
        doorEvents = new DoorEvents(wiring.events(), wiring.counters(), wiring.timers());
        sessions = new Sessions(wiring.limits(), wiring.timers(), wiring.counters(), doorEvents);
        adsDoor = door(wiring, Thread.ofVirtual().name("xds-authentication")::start);
        door = door(wiring, Runnable::run);
        controlPlane = wiring.controlPlane();
        accessLogs = wiring.accessLogs();
    }

    private AuthenticatingInterceptor door(Wiring wiring, Executor checks) {
        return new AuthenticatingInterceptor(
                wiring.authenticator(), sessions, wiring.counters(), wiring.limits(), checks);
    }

    /// The services, each behind the credential check.
    public List<ServerServiceDefinition> services() {
        return List.of(
                ServerInterceptors.intercept(ads(), adsDoor),
                ServerInterceptors.intercept(new StatusService(streams, engine.limits()), door),
                ServerInterceptors.intercept(new AccessLogSink(accessLogs, engine.limits(), engine.counters()), door));
    }

    /// Another service of the same port, behind the same credential check; it asks [Authentication#current].
    public ServerServiceDefinition guarded(BindableService service) {
        return ServerInterceptors.intercept(service, door);
    }

    /// Serves `next` from now on. It should come from [Snapshot#next] of the one before; if it does not, the
    /// views are compared name by name.
    ///
    /// @throws IllegalArgumentException if an older snapshot is published after a newer one
    public synchronized void publish(Snapshot next) {
        Snapshot before = snapshot;
        if (next.generation() <= before.generation()) {
            throw new IllegalArgumentException(
                    "snapshot " + next.generation() + " comes after " + before.generation() + " was published");
        }
        snapshot = next;
        if (before.generation() == 0) {
            engine.store().retain(next);
        }
        if (next.follows(before)) {
            publish(next, next.changes().byView());
            end(next, next.changes().removedViews());
        } else {
            publish(next, Differences.between(before, next));
            end(next, streams.proxies());
        }
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /// Every stream, and every proxy that has a view and no stream, ordered by name.
    public List<ProxyState> proxies() {
        Map<DocumentRef, List<ProxyState>> states = new TreeMap<>();
        Set<DocumentRef> connected = new TreeSet<>();
        for (AdsStream stream : streams.all()) {
            states.computeIfAbsent(stream.peer().proxy(), _ -> new ArrayList<>())
                    .add(stream.state());
            connected.add(stream.peer().proxy());
        }
        for (DocumentRef proxy : snapshot.proxies()) {
            if (!connected.contains(proxy)) {
                states.put(proxy, List.of(ProxyState.absent(proxy)));
            }
        }
        return states.values().stream().flatMap(List::stream).toList();
    }

    /// Ends every call made with the credential, now and in the next moments.
    ///
    /// @return how many were open
    public int endCredential(String credentialId) {
        return sessions.endCredential(credentialId);
    }

    /// Ends every call of a proxy whose identity changed.
    public int endProxy(DocumentRef proxy) {
        return sessions.endProxy(proxy);
    }

    /// The proxy may have so many replicas from now on. If it has more, all its calls end, and as many come back.
    ///
    /// @return how many calls were ended
    public int limitReplicas(DocumentRef proxy, int replicas) {
        return streams.of(proxy).size() > replicas ? sessions.endProxy(proxy) : 0;
    }

    /// Refuses new calls and ends the open ones in slices; then the gRPC server can be shut down.
    public CompletableFuture<Void> drain(int slices, Duration interval) {
        return sessions.drain(slices, interval);
    }

    private void publish(Snapshot next, Map<DocumentRef, Map<TypeUrl, Set<String>>> changes) {
        witness(next, changes);
        var together = new ArrayList<AdsStream>(TOGETHER);
        try {
            changes.forEach((proxy, types) -> publish(next, proxy, types, together));
        } finally {
            release(together);
        }
    }

    private void publish(Snapshot next, DocumentRef proxy, Map<TypeUrl, Set<String>> types, List<AdsStream> together) {
        View view = next.view(proxy);
        if (view == null) {
            return;
        }
        types.forEach((type, names) -> names.forEach(name -> {
            engine.quarantine().changed(proxy, type, name);
            if (view.type(type).get(name) == null) {
                engine.store().forget(proxy, type, name);
            }
        }));
        for (AdsStream stream : streams.of(proxy)) {
            together.add(stream);
            attempt(stream, () -> stream.publish(view, types));
            if (together.size() == TOGETHER) {
                release(together);
            }
        }
    }

    private static void release(List<AdsStream> together) {
        together.forEach(stream -> attempt(stream, stream::release));
        together.clear();
    }

    /// A secret that many hold is written down for all of them at once: a thousand streams would wait a thousand times
    /// for the disk. What cannot be kept here is tried again by each stream, which then withholds it.
    private void witness(Snapshot next, Map<DocumentRef, Map<TypeUrl, Set<String>>> changes) {
        List<Event.SecretServed> events = new ArrayList<>();
        List<AdsStream> told = new ArrayList<>();
        changes.forEach((proxy, types) -> {
            View view = next.view(proxy);
            Set<String> names = types.get(TypeUrl.SECRET);
            if (view != null && names != null) {
                for (AdsStream stream : streams.of(proxy)) {
                    events.addAll(stream.foretell(view.type(TypeUrl.SECRET), names));
                    told.add(stream);
                }
            }
        });
        if (events.isEmpty()) {
            return;
        }
        try {
            engine.events().acceptAll(events);
        } catch (UncheckedIOException e) {
            LOG.error("who is given a secret could not be kept for all at once: streams={}", told.size(), e);
            told.forEach(AdsStream::forget);
        }
    }

    /// Ends the streams of those among `proxies` that have no view any more.
    private void end(Snapshot next, Set<DocumentRef> proxies) {
        for (DocumentRef proxy : proxies) {
            if (next.view(proxy) == null) {
                engine.quarantine().gone(proxy);
                sessions.endProxy(proxy);
            }
        }
    }

    /// One broken stream does not keep a change from the others.
    private static void attempt(AdsStream stream, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a stream failed: proxy={}", stream.peer().proxy().qualifiedName(), e);
            stream.fail();
        }
    }

    private ServerServiceDefinition ads() {
        return ServerServiceDefinition.builder(AggregatedDiscoveryServiceGrpc.SERVICE_NAME)
                .addMethod(
                        framed(AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()),
                        new AdsMethod<>(new Wire.Delta(controlPlane), engine, streams, doorEvents, this::snapshot))
                .addMethod(
                        framed(AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()),
                        new AdsMethod<>(
                                new Wire.StateOfTheWorld(controlPlane), engine, streams, doorEvents, this::snapshot))
                .build();
    }

    private static <Q> MethodDescriptor<Q, Frame> framed(MethodDescriptor<Q, ?> method) {
        return method.toBuilder(method.getRequestMarshaller(), new Frame.Marshaller())
                .build();
    }
}
