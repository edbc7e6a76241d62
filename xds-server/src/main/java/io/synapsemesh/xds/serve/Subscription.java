package io.synapsemesh.xds.serve;

import io.synapsemesh.core.document.DocumentRef;
import io.synapsemesh.xds.snapshot.Resource;
import io.synapsemesh.xds.snapshot.TypeUrl;
import io.synapsemesh.xds.snapshot.TypeView;
import io.synapsemesh.xds.snapshot.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One type on one stream, for both transports: what the client wants, what it has, and what it should be told
/// next.
///
/// The client is taken to have exactly its view (a reference all streams share) but for `exceptions`, so an
/// idle stream costs the same with ten resources as with ten thousand. A publish adds the changed names to
/// `exceptions` and to `dirty`; [#next] turns dirty names into a response; what was sent is taken as held until
/// the client refuses it. At most one response is outstanding, so changes that come meanwhile melt into one.
///
/// Guarded by the stream's lock.
final class Subscription {
    private final DocumentRef proxy;
    private final TypeUrl type;
    private final AckedStore store;
    private final Quarantine quarantine;

    private Interest interest = Interest.NONE;
    private TypeView view;
    private final SortedMap<String, Held> exceptions = new TreeMap<>();
    private final SortedSet<String> dirty = new TreeSet<>();
    /// Dirty names that are answered even if the client has them already.
    private final SortedSet<String> forced = new TreeSet<>();
    /// Names of a refused response whose culprit is unknown: sent one at a time.
    private final SortedSet<String> probes = new TreeSet<>();
    private final SortedMap<String, Parked> parked = new TreeMap<>();
    /// Removed clusters and endpoints that wait for the routes, and until when.
    private final SortedMap<String, Instant> waiting = new TreeMap<>();

    /// Asked for since the last look, and not in the view.
    private final List<String> absent = new ArrayList<>();

    private @Nullable Outstanding outstanding;
    /// The client waits for an answer, even an empty one.
    private boolean owed;
    private boolean answered;
    private String ackedVersion = "";
    private @Nullable Instant ackedAt;

    record Outstanding(String nonce, Delivery delivery) {}

    Subscription(DocumentRef proxy, TypeUrl type, TypeView view, AckedStore store, Quarantine quarantine) {
        this.proxy = proxy;
        this.type = type;
        this.view = view;
        this.store = store;
        this.quarantine = quarantine;
    }

    TypeUrl type() {
        return type;
    }

    Interest interest() {
        return interest;
    }

    // What the client asks for.

    /// The first request of this type on the stream: always answered. Of what a client says it kept, unchanged
    /// members of a wildcard are skipped and vanished ones told; names it lists are sent whatever it has
    /// (discovery.proto, `initial_resource_versions` and `resource_names_subscribe`).
    void begin(Interest wanted, Map<String, String> have) {
        List<String> own = wanted.names().list().stream().map(this::ownName).toList();
        interest = new Interest(wanted.wildcard(), Names.of(own));
        owed = true;
        if (interest.everything()) {
            view.names().forEach(this::startFromNothing);
        }
        interest.names().list().forEach(name -> {
            startFromNothing(name);
            forced.add(name);
        });
        have.forEach((name, version) -> {
            if (interest.covers(name)) {
                exceptions.put(ownName(name), new Held.Claimed(version));
                dirty.add(ownName(name));
            }
        });
    }

    /// Every name listed is answered: with the resource, or by telling that it does not exist.
    void subscribe(Collection<String> names, boolean everything) {
        Interest before = interest;
        List<String> own = names.stream().map(this::ownName).toList();
        interest = new Interest(
                everything ? Interest.Wildcard.EXPLICIT : before.wildcard(),
                before.names().plus(own));
        if (everything && !before.everything()) {
            view.names().stream().filter(name -> !before.covers(name)).forEach(this::startFromNothing);
        }
        for (String name : own) {
            if (!before.covers(name)) {
                startFromNothing(name);
            }
            force(name);
        }
        owed |= everything || type.fullState() && !names.isEmpty();
    }

    /// Under a wildcard the client forgets an unsubscribed name until it is told whether the wildcard still
    /// covers it.
    ///
    /// @param told whether the transport expects that answer (Delta)
    void unsubscribe(Collection<String> names, boolean everything, boolean told) {
        Interest before = interest;
        interest = new Interest(
                everything ? Interest.Wildcard.NO : before.wildcard(),
                before.names().minus(names));
        if (everything) {
            Set<String> orphans = new TreeSet<>(exceptions.keySet());
            orphans.addAll(parked.keySet());
            orphans.removeIf(interest::covers);
            orphans.forEach(this::forget);
        }
        for (String name : names) {
            if (!interest.covers(name)) {
                forget(name);
            } else if (told && before.names().contains(name)) {
                force(ownName(name));
            }
        }
    }

    /// Sends the name again if it is wanted: endpoints after their cluster.
    void force(String name) {
        if (interest.covers(name)) {
            forced.add(name);
            dirty.add(name);
        }
    }

    // What the world asks for.

    /// The view moved on. O(changed names).
    void changed(TypeView next, Set<String> names) {
        for (String name : names) {
            if (interest.covers(name)) {
                exceptions.putIfAbsent(name, Held.of(view.get(name)));
                parked.remove(name);
                probes.remove(name);
                dirty.add(name);
            }
        }
        view = next;
    }

    /// Whether everything the view has was sent and taken.
    boolean settled() {
        return outstanding == null && dirty.isEmpty() && probes.isEmpty() && parked.isEmpty();
    }

    /// Whether something new cannot be sent yet because a response is outstanding.
    boolean blocked() {
        return outstanding != null && !dirty.isEmpty();
    }

    Optional<Instant> firstRemovalDue() {
        return waiting.isEmpty() ? Optional.empty() : waiting.values().stream().min(Instant::compareTo);
    }

    /// The next response, if there is one to send and none is outstanding.
    Optional<Delivery> next(Step step) {
        if (outstanding != null) {
            return Optional.empty();
        }
        release(step);
        var draft = new Draft(step);
        if (!dirty.isEmpty()) {
            dirty.removeIf(name -> draft.place(name, forced.contains(name)));
            forced.retainAll(dirty);
        }
        while (draft.isEmpty() && !probes.isEmpty()) {
            String probe = probes.removeFirst();
            if (!draft.place(probe, false)) {
                dirty.add(probe);
            }
        }
        if (draft.isEmpty() && !owed) {
            return Optional.empty();
        }
        owed = false;
        answered = true;
        return Optional.of(new Delivery(
                type,
                view.versionText(),
                step.wire().fullState() && type.fullState() ? everythingHeld() : draft.fresh,
                draft.fresh,
                draft.previous,
                draft.removed));
    }

    /// Names the client asked for and the view does not have, each told once.
    List<String> takeAbsent() {
        if (absent.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(absent);
        absent.clear();
        return taken;
    }

    void sent(Outstanding response) {
        outstanding = response;
    }

    // What the client says.

    @Nullable
    Outstanding outstanding() {
        return outstanding;
    }

    /// The client took the outstanding response.
    void acked(Instant now) {
        Delivery delivery = takeOutstanding();
        delivery.fresh().forEach(this::taken);
        ackedVersion = delivery.version();
        ackedAt = now;
    }

    /// The client refused the outstanding response. Nothing of it is sent again as it was, but for single probes.
    ///
    /// @return what is now parked: empty if the culprit is not known yet
    List<Parked> nacked(String text, Instant now) {
        Delivery delivery = takeOutstanding();
        List<Resource> fresh = delivery.fresh();
        Set<String> guilty = fresh.size() == 1 ? Set.of(fresh.getFirst().name()) : Rejection.named(text, fresh);
        List<Parked> newlyParked = new ArrayList<>();
        if (!type.fullState() && !fresh.isEmpty()) {
            // Removals may have been refused together with the rest; told again once, without it.
            delivery.removed().forEach(name -> {
                hold(name, new Held.Unsure(Held.NOTHING));
                dirty.add(name);
            });
        }
        for (int i = 0; i < fresh.size(); i++) {
            Resource resource = fresh.get(i);
            if (guilty.contains(resource.name())) {
                hold(resource.name(), delivery.previous().get(i));
                newlyParked.add(park(resource, text, now));
            } else if (guilty.isEmpty()) {
                hold(resource.name(), unsure(delivery.previous().get(i)));
                probe(resource.name());
            } else if (type.fullState()) {
                // Envoy applies the good part of a refused batch of clusters or listeners.
                taken(resource);
            } else {
                hold(resource.name(), unsure(delivery.previous().get(i)));
                dirty.add(resource.name());
            }
        }
        return newlyParked;
    }

    // What others may read.

    /// Of what a client says it kept: that which it wants and which is the view's own content.
    List<Resource> kept(Map<String, String> have) {
        List<Resource> kept = new ArrayList<>();
        have.forEach((name, version) -> {
            Resource wanted = interest.covers(name) ? view.get(name) : null;
            if (wanted != null && wanted.versionText().equals(version)) {
                kept.add(wanted);
            }
        });
        return kept;
    }

    ProxyState.OfType state() {
        ProxyState.Sync sync;
        if (!parked.isEmpty()) {
            sync = ProxyState.Sync.REJECTED;
        } else if (!answered) {
            sync = ProxyState.Sync.NOT_SENT;
        } else {
            sync = settled() ? ProxyState.Sync.SYNCED : ProxyState.Sync.STALE;
        }
        return new ProxyState.OfType(
                type,
                wantedNames().size(),
                sync,
                ackedVersion,
                Optional.ofNullable(ackedAt),
                parked.values().stream()
                        .findFirst()
                        .map(first -> new ProxyState.Reject(
                                first.resource().name(), first.resource().origin(), first.message())));
    }

    /// The subscribed names that exist in the view.
    Collection<String> wantedNames() {
        return interest.everything()
                ? view.names()
                : interest.names().list().stream()
                        .filter(name -> view.get(name) != null)
                        .toList();
    }

    /// What the server believes the client has.
    @Nullable
    Resource held(String name) {
        return heldUnder(name).resource();
    }

    @Nullable
    Parked parked(String name) {
        return parked.get(name);
    }

    ProxyState.Sync state(String name) {
        if (parked.containsKey(name)) {
            return ProxyState.Sync.REJECTED;
        }
        Outstanding response = outstanding;
        boolean inFlight = response != null
                && response.delivery().fresh().stream().anyMatch(r -> r.name().equals(name));
        if (inFlight || heldUnder(name) instanceof Held.Sent && dirty.contains(name)) {
            return ProxyState.Sync.STALE;
        }
        return heldUnder(name).nothing() ? ProxyState.Sync.NOT_SENT : ProxyState.Sync.SYNCED;
    }

    private Delivery takeOutstanding() {
        Outstanding response = outstanding;
        if (response == null) {
            throw new IllegalStateException("nothing is outstanding for " + type);
        }
        outstanding = null;
        return response.delivery();
    }

    private void taken(Resource resource) {
        Resource before = store.lastAcked(proxy, type, resource.name());
        if (before != resource && view.get(resource.name()) != null) {
            store.acked(proxy, resource);
        }
    }

    private Parked park(Resource resource, String text, Instant now) {
        String message = Rejection.printable(text);
        Parked before = parked.get(resource.name());
        Parked now2 = before == null ? Parked.first(resource, message, now) : before.and(resource, message, now);
        parked.put(resource.name(), now2);
        quarantine.refused(proxy, resource);
        dirty.add(resource.name());
        return now2;
    }

    private static Held unsure(Held previous) {
        return previous instanceof Held.Unsure ? previous : new Held.Unsure(previous);
    }

    private void probe(String name) {
        if (interest.covers(name) && !dirty.contains(name)) {
            probes.add(name);
        }
    }

    private void startFromNothing(String name) {
        exceptions.put(name, Held.NOTHING);
        dirty.add(name);
    }

    private void forget(String name) {
        exceptions.remove(name);
        dirty.remove(name);
        forced.remove(name);
        probes.remove(name);
        parked.remove(name);
        waiting.remove(name);
    }

    private Held heldUnder(String name) {
        Held exception = exceptions.get(name);
        return exception != null ? exception : Held.of(view.get(name));
    }

    private void hold(String name, Held held) {
        if (!interest.covers(name)) {
            return;
        }
        Resource wanted = view.get(name);
        if (wanted == null ? held.nothing() : held.is(wanted)) {
            exceptions.remove(name);
        } else {
            exceptions.put(name, held);
        }
    }

    /// The view's own string for a name, so that a thousand streams do not keep a thousand copies of it.
    private String ownName(String name) {
        Resource resource = view.get(name);
        return resource == null ? name : resource.name();
    }

    private void release(Step step) {
        waiting.forEach((name, due) -> {
            if (step.routesSettled() || !step.now().isBefore(due)) {
                dirty.add(name);
            }
        });
    }

    private List<Resource> everythingHeld() {
        if (exceptions.isEmpty() && interest.everything()) {
            return List.copyOf(view.resources());
        }
        SortedSet<String> names = new TreeSet<>(exceptions.keySet());
        names.addAll(wantedNames());
        List<Resource> held = new ArrayList<>();
        for (String name : names) {
            Resource resource = interest.covers(name) ? held(name) : null;
            if (resource != null) {
                held.add(resource);
            }
        }
        return Collections.unmodifiableList(held);
    }

    /// The circumstances of one attempt to send.
    ///
    /// @param routesSettled everything that routes traffic was sent and taken
    /// @param routesHeld clusters that new routes may need cannot be sent yet
    record Step(Wire<?> wire, Instant now, Instant removalDue, boolean routesSettled, boolean routesHeld) {}

    /// A response while its names are looked at.
    private final class Draft {
        final Step step;
        final List<Resource> fresh = new ArrayList<>();
        final List<Held> previous = new ArrayList<>();
        final List<String> removed = new ArrayList<>();

        Draft(Step step) {
            this.step = step;
        }

        boolean isEmpty() {
            return fresh.isEmpty() && removed.isEmpty();
        }

        /// @return whether the name is dealt with
        boolean place(String name, boolean must) {
            if (!interest.covers(name)) {
                exceptions.remove(name);
                return true;
            }
            Resource wanted = view.get(name);
            if (wanted == null) {
                placeAbsent(name, must);
                return true;
            }
            waiting.remove(name);
            Parked refused = parked.get(name);
            Set<Version> refusedHere = refused == null ? Set.of() : refused.versions();
            return switch (Choice.of(proxy, wanted, refusedHere, store, quarantine)) {
                case Choice.Serve(Resource resource) -> placeResource(resource, must);
                case Choice.Keep() -> true;
            };
        }

        private boolean placeResource(Resource resource, boolean must) {
            Held held = heldUnder(resource.name());
            if (!must && held.is(resource)) {
                hold(resource.name(), Held.of(resource));
                return true;
            }
            if (step.routesHeld() && type.routesTraffic()) {
                return false;
            }
            fresh.add(resource);
            previous.add(held);
            hold(resource.name(), Held.of(resource));
            return true;
        }

        private void placeAbsent(String name, boolean must) {
            Held held = heldUnder(name);
            if (must) {
                absent.add(name);
            }
            if (!held.nothing() && type.removalWaits() && waits(name)) {
                waiting.putIfAbsent(name, step.removalDue());
                return;
            }
            waiting.remove(name);
            hold(name, Held.NOTHING);
            // State of the world can tell an absence only by leaving the name out of a complete list.
            boolean tellable = !step.wire().fullState() || type.fullState();
            boolean told = must || !held.nothing();
            if (told && tellable && type.removalTold()) {
                removed.add(name);
            }
        }

        private boolean waits(String name) {
            Instant due = waiting.getOrDefault(name, step.removalDue());
            return !step.routesSettled() && step.now().isBefore(due);
        }
    }
}
