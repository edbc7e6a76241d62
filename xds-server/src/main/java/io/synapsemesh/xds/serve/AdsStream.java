package io.synapsemesh.xds.serve;

import io.grpc.Status;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.Snapshot;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.TypeView;
import io.synapsemesh.xds.snapshot.View;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One ADS stream of one authenticated proxy, over either transport.
///
/// Requests come on the transport's thread, publishes on the publisher's, alarms on the timer's: one lock (this
/// object) serialises them and nothing is handed from thread to thread. Whatever happens ends in [#pump], which
/// sends in push order what may be sent now: clusters, endpoints, listeners, routes, secrets, extension
/// configurations.
///
/// Two waits exist, both bounded. The removal of a cluster or of endpoints waits until every listener and route
/// of this moment was sent and taken (`Limits.removalWait`). New listeners and routes wait while a new cluster
/// cannot be sent because the response before it is not ACKed (`Limits.routesHold`); Envoy holds that ACK back
/// while clusters warm. Secrets and endpoints never wait for clusters: warming needs them. Removals of
/// listeners, routes and RBAC never wait.
final class AdsStream {
    private static final Logger LOG = LoggerFactory.getLogger(AdsStream.class);
    private static final Request.Wanted NOTHING_KEPT = new Request.Wanted.Whole(List.of());

    private final Authentication.Authenticated peer;
    private final StreamId id;
    private final String name;
    private final Wire<?> wire;
    private final Outlet outlet;
    private final Engine engine;
    private final Instant since;
    private final SortedMap<TypeUrl, Subscription> subscriptions = new TreeMap<>();
    /// Secrets whose grant is written down and that are not sent yet, by name.
    private final Map<String, Resource> foretold = new HashMap<>();

    /// Sent as far as the protocol goes, and on its way only at [#release].
    private final List<Frame> held = new ArrayList<>();

    private View view = View.empty();
    private boolean holding;
    private boolean identified;
    private boolean ended;
    private String agent = "";
    private long nonces;
    private @Nullable Instant heldUntil;
    private Timers.@Nullable Alarm alarm;
    private @Nullable Instant alarmAt;

    AdsStream(Authentication.Authenticated peer, long number, Wire<?> wire, Outlet outlet, Engine engine) {
        this.peer = peer;
        this.id = new StreamId(peer.proxy(), number);
        this.name = peer.proxy().qualifiedName();
        this.wire = wire;
        this.outlet = outlet;
        this.engine = engine;
        this.since = engine.timers().now();
    }

    Authentication.Authenticated peer() {
        return peer;
    }

    /// Takes the view as it is now. Called after the stream was registered for publishes, so none is missed.
    ///
    /// @return whether there is one
    synchronized boolean start(Supplier<Snapshot> snapshot) {
        View now = snapshot.get().view(peer.proxy());
        if (now == null) {
            return false;
        }
        view = now;
        return true;
    }

    synchronized void receive(Request request) {
        if (ended || !identify(request)) {
            return;
        }
        TypeUrl type;
        try {
            type = TypeUrl.parse(request.typeUrl());
        } catch (IllegalArgumentException e) {
            LOG.warn("ignored a request for something that is no type: proxy={}", name);
            return;
        }
        Subscription subscription = subscriptions.get(type);
        boolean first = subscription == null;
        if (subscription == null) {
            if (subscriptions.size() == engine.limits().typesPerStream()) {
                overLimit("types", "more than " + engine.limits().typesPerStream() + " types on one stream");
                return;
            }
            subscription = new Subscription(peer.proxy(), type, view.type(type), engine.store(), engine.quarantine());
            subscriptions.put(type, subscription);
        }
        judge(subscription, request);
        if (!fits(request.wanted())) {
            overLimit(
                    "names",
                    "a request may hold " + engine.limits().namesPerStream() + " names of " + Resource.NAME_LENGTH_MAX
                            + " characters");
            return;
        }
        Names before = subscription.interest().names();
        Interests.apply(subscription, request.wanted(), first);
        if (type.equals(TypeUrl.SECRET)) {
            tellInterest(subscription, before, first ? request.wanted() : NOTHING_KEPT);
        }
        if (namesSubscribed() > engine.limits().namesPerStream()) {
            overLimit("names", "more than " + engine.limits().namesPerStream() + " resource names on one stream");
            return;
        }
        pump();
    }

    /// What is to be written down before these secrets of the coming view are sent. The caller writes it down, or calls
    /// [#forget].
    synchronized List<Event.SecretServed> foretell(TypeView next, Set<String> names) {
        Subscription subscription = subscriptions.get(TypeUrl.SECRET);
        List<Event.SecretServed> events = new ArrayList<>();
        if (ended || subscription == null) {
            return events;
        }
        Instant now = engine.timers().now();
        for (String secret : names) {
            Resource resource = next.get(secret);
            if (resource != null && subscription.interest().covers(secret)) {
                foretold.put(secret, resource);
                events.add(served(secret, now));
            }
        }
        return events;
    }

    /// What was foretold could not be written down.
    synchronized void forget() {
        foretold.clear();
    }

    /// The view has moved on. Called in the order of publication; nothing goes out before [#release].
    synchronized void publish(View next, Map<TypeUrl, Set<String>> changes) {
        if (ended) {
            return;
        }
        holding = true;
        view = next;
        changes.forEach((type, names) -> {
            Subscription subscription = subscriptions.get(type);
            if (subscription != null) {
                subscription.changed(next.type(type), names);
            }
        });
        pump();
    }

    /// Lets go what [#publish] made, and what came to it since.
    synchronized void release() {
        holding = false;
        held.forEach(outlet::send);
        held.clear();
    }

    /// The transport takes messages again.
    synchronized void ready() {
        pump();
    }

    synchronized void closed() {
        ended = true;
        engine.secrets().closed(id);
        if (alarm != null) {
            alarm.cancel();
        }
        subscriptions.clear();
        foretold.clear();
    }

    /// Ends the stream for a fault of ours.
    synchronized void fail() {
        ended = true;
        outlet.end(Status.INTERNAL);
    }

    synchronized String agent() {
        return agent;
    }

    synchronized ProxyState state() {
        List<ProxyState.OfType> types = new ArrayList<>();
        for (TypeUrl type : view.types()) {
            if (!subscriptions.containsKey(type)) {
                types.add(new ProxyState.OfType(
                        type,
                        view.type(type).size(),
                        ProxyState.Sync.NOT_SENT,
                        "",
                        Optional.empty(),
                        Optional.empty()));
            }
        }
        subscriptions.values().forEach(subscription -> types.add(subscription.state()));
        types.sort(Comparator.comparing(ProxyState.OfType::type));
        return new ProxyState(peer.proxy(), Optional.of(peer.identity()), true, Optional.of(since), agent, types);
    }

    /// Shows each subscription to `reader` under the lock.
    synchronized void read(Consumer<Subscription> reader) {
        subscriptions.values().forEach(reader);
    }

    /// `node.id` is a claim: it must be the name of the proxy the credential proves, on every message that
    /// carries it.
    private boolean identify(Request request) {
        boolean told = !request.nodeId().isEmpty();
        if ((told || !identified) && !request.nodeId().equals(name)) {
            engine.counters().add(Metrics.XDS_STREAMS_REFUSED, "node-id", 1);
            outlet.end(Status.PERMISSION_DENIED.withDescription(
                    "SYN0702: node.id is not the proxy this credential was issued to. Fix: set node.id to " + name));
            ended = true;
            return false;
        }
        if (!identified) {
            agent = request.agent();
        }
        identified = true;
        return true;
    }

    /// An ACK or NACK counts only for the outstanding response; a stale nonce says nothing about it, and never
    /// makes the
    /// rest of the request void.
    private void judge(Subscription subscription, Request request) {
        Subscription.Outstanding outstanding = subscription.outstanding();
        if (outstanding == null || !outstanding.nonce().equals(request.nonce())) {
            return;
        }
        Instant now = engine.timers().now();
        TypeUrl type = subscription.type();
        if (request.rejection().isEmpty()) {
            subscription.acked(now);
            if (type.equals(TypeUrl.SECRET)) {
                engine.secrets().taken(id, outstanding.delivery().fresh());
            }
            engine.counters().add(Metrics.XDS_ACKS, type.shortName(), 1);
            engine.acks()
                    .acked(new Event.Acked(
                            now, name, type.url(), outstanding.delivery().version()));
            return;
        }
        String text = request.rejection().get();
        engine.counters().add(Metrics.XDS_NACKS, type.shortName(), 1);
        List<Parked> parked = subscription.nacked(text, now);
        for (Parked refused : parked) {
            Resource resource = refused.resource();
            engine.acks()
                    .nacked(new Event.Nacked(
                            now, name, type.url(), resource.name(), resource.origin(), refused.message()));
        }
        if (parked.isEmpty()) {
            engine.acks()
                    .nacked(new Event.Nacked(now, name, type.url(), "", Optional.empty(), Rejection.printable(text)));
        }
    }

    private boolean fits(Request.Wanted wanted) {
        return switch (wanted) {
            case Request.Wanted.Difference(var subscribe, var unsubscribe, var have) ->
                fits(subscribe) && fits(unsubscribe) && fits(have.keySet());
            case Request.Wanted.Whole(var names) -> fits(names);
        };
    }

    private boolean fits(Collection<String> names) {
        if (names.size() > engine.limits().namesPerStream()) {
            return false;
        }
        for (String name : names) {
            if (name.length() > Resource.NAME_LENGTH_MAX) {
                return false;
            }
        }
        return true;
    }

    private int namesSubscribed() {
        int sum = 0;
        for (Subscription subscription : subscriptions.values()) {
            sum += subscription.interest().names().size();
        }
        return sum;
    }

    private void overLimit(String limit, String message) {
        engine.counters().add(Metrics.LIMIT_REACHED, "xds-" + limit, 1);
        outlet.end(Status.RESOURCE_EXHAUSTED.withDescription(message));
        ended = true;
    }

    private void pump() {
        if (ended) {
            return;
        }
        Instant now = engine.timers().now();
        for (Subscription subscription : subscriptions.values()) {
            if (!outlet.ready()) {
                return;
            }
            var step = new Subscription.Step(
                    wire, now, now.plus(engine.limits().removalWait()), routesSettled(), routesHeld(now));
            Optional<Delivery> next = subscription.next(step);
            List<String> absent = subscription.takeAbsent();
            if (subscription.type().equals(TypeUrl.SECRET)
                    && !witnessed(next.map(Delivery::fresh).orElse(List.of()), absent, now)) {
                return;
            }
            next.ifPresent(delivery -> send(subscription, delivery));
        }
        wakeUp(now);
    }

    private void send(Subscription subscription, Delivery delivery) {
        String nonce = Long.toString(++nonces);
        subscription.sent(new Subscription.Outstanding(nonce, delivery));
        var frame = wire.frame(delivery, nonce);
        if (holding) {
            held.add(frame);
        } else {
            outlet.send(frame);
        }
        engine.counters().add(Metrics.XDS_RESPONSES, delivery.type().shortName(), 1);
        Subscription endpoints = subscriptions.get(TypeUrl.ENDPOINT);
        if (delivery.type().equals(TypeUrl.CLUSTER) && endpoints != null) {
            // A changed cluster warms until its endpoints come, even if they are the same (envoy#13009).
            delivery.fresh().forEach(cluster -> cluster.endpointsName().ifPresent(endpoints::force));
        }
    }

    /// Which secrets the client gave up, and which it says it kept and really has.
    private void tellInterest(Subscription subscription, Names before, Request.Wanted first) {
        Names now = subscription.interest().names();
        if (now != before) {
            List<String> released = before.list().stream()
                    .filter(name -> !subscription.interest().covers(name))
                    .toList();
            if (!released.isEmpty()) {
                engine.secrets().released(id, released);
            }
        }
        if (first instanceof Request.Wanted.Difference(var _, var _, var have) && !have.isEmpty()) {
            List<Resource> kept = subscription.kept(have);
            if (!kept.isEmpty()) {
                engine.secrets().taken(id, kept);
            }
        }
    }

    /// Who was given or refused which secret is written down before it is sent, or it is not sent.
    ///
    /// @return whether the stream lives on
    private boolean witnessed(List<Resource> granted, List<String> absent, Instant now) {
        try {
            for (Resource secret : granted) {
                if (foretold.remove(secret.name()) != secret) {
                    engine.events().accept(served(secret.name(), now));
                }
            }
            if (!granted.isEmpty()) {
                engine.secrets().given(id, granted);
            }
            for (String name : absent) {
                engine.counters().add(Metrics.XDS_REFUSED, TypeUrl.SECRET.shortName(), 1);
                engine.events().accept(new Event.SecretServed(now, peer.identity(), name, false, "NotInView"));
            }
            return true;
        } catch (UncheckedIOException e) {
            LOG.error("a secret was withheld because that it is given could not be kept: proxy={}", peer.proxy(), e);
            outlet.end(Status.UNAVAILABLE.withDescription("the data directory cannot be written"));
            ended = true;
            return false;
        }
    }

    private Event.SecretServed served(String secret, Instant now) {
        return new Event.SecretServed(now, peer.identity(), secret, true, "InView");
    }

    private boolean routesSettled() {
        return settled(TypeUrl.LISTENER) && settled(TypeUrl.ROUTE);
    }

    private boolean settled(TypeUrl type) {
        Subscription subscription = subscriptions.get(type);
        return subscription == null || subscription.settled();
    }

    private boolean routesHeld(Instant now) {
        if (!blocked(TypeUrl.CLUSTER) && !blocked(TypeUrl.ENDPOINT)) {
            heldUntil = null;
            return false;
        }
        if (heldUntil == null) {
            heldUntil = now.plus(engine.limits().routesHold());
        }
        return now.isBefore(heldUntil);
    }

    private boolean blocked(TypeUrl type) {
        Subscription subscription = subscriptions.get(type);
        return subscription != null && subscription.blocked();
    }

    /// Plans the next look at what waits for time alone.
    private void wakeUp(Instant now) {
        Instant next = heldUntil != null && now.isBefore(heldUntil) ? heldUntil : null;
        for (TypeUrl type : List.of(TypeUrl.CLUSTER, TypeUrl.ENDPOINT)) {
            Subscription subscription = subscriptions.get(type);
            Instant due =
                    subscription == null ? null : subscription.firstRemovalDue().orElse(null);
            if (due != null && now.isBefore(due) && (next == null || due.isBefore(next))) {
                next = due;
            }
        }
        if (Objects.equals(next, alarmAt)) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        alarmAt = next;
        if (next != null) {
            alarm = engine.timers().after(Duration.between(now, next), this::alarmed);
        }
    }

    private synchronized void alarmed() {
        alarm = null;
        alarmAt = null;
        pump();
    }
}
