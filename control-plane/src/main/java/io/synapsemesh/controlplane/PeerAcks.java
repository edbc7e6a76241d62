package io.synapsemesh.controlplane;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.PeerState;
import io.synapsemesh.certs.root.GateMember;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.controlplane.federation.CallerProof;
import io.synapsemesh.controlplane.federation.Callers;
import io.synapsemesh.controlplane.gate.GateLedger;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.metric.Metrics;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What peers prove and say when they ask for our bundle: how a federation peer leaves the gate of a root rotation by
/// its own word (rules B). Whoever asks for the bundle after he has it names its content hash; who does so with a
/// certificate that [CallerProof] believes has acknowledged that bundle. A fetch is no acknowledgement, and neither is
/// a word without a proof.
///
/// The last word counts: a peer that names another bundle later, or none, has lost what it had. Safe for many threads.
final class PeerAcks implements Callers {
    private final GateLedger gate;
    private final Supplier<List<PeerState>> peers;
    private final Supplier<Optional<TrustBundle>> ownBundle;
    private final EventSink events;
    private final Meters meters;
    private final Clock clock;
    private final CallerProof proof = new CallerProof(this::speakers);
    /// Only of peers that proved themselves: as many as there are peers.
    private final Map<TrustDomain, Asked> last = new ConcurrentHashMap<>();

    /// The last time that a peer proved itself, in this process's life.
    ///
    /// @param holds what it named
    record Asked(SpiffeId by, Instant at, Optional<String> holds) {}

    PeerAcks(
            GateLedger gate,
            Supplier<List<PeerState>> peers,
            Supplier<Optional<TrustBundle>> ownBundle,
            EventSink events,
            Meters meters,
            Clock clock) {
        this.gate = gate;
        this.peers = peers;
        this.ownBundle = ownBundle;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void asked(List<X509Certificate> shown, Optional<String> held) {
        Optional<SpiffeId> by = proof.of(shown);
        meters.count(
                Metrics.FEDERATION_ASKED,
                1,
                "caller",
                by.isPresent() ? "proven" : shown.isEmpty() ? "anonymous" : "unproven");
        by.ifPresent(identity -> proven(identity, held));
    }

    Optional<Asked> last(TrustDomain peer) {
        return Optional.ofNullable(last.get(peer));
    }

    private synchronized void proven(SpiffeId by, Optional<String> held) {
        String peer = by.trustDomain().name();
        Optional<String> before = gate.said(GateMember.Kind.PEER, peer);
        Optional<String> ours = held.filter(
                ownBundle.get().map(TrustBundle::contentHash).stream().toList()::contains);
        if (ours.isPresent() && !ours.equals(before)) {
            tell(by, "acknowledged", before, ours);
            gate.acknowledged(GateMember.Kind.PEER, peer, ours.get());
        } else if (ours.isEmpty() && before.isPresent() && !before.equals(held)) {
            tell(by, "unacknowledged", before, Optional.empty());
            gate.takenBack(GateMember.Kind.PEER, peer);
        }
        gate.heard(GateMember.Kind.PEER, peer);
        last.put(by.trustDomain(), new Asked(by, clock.instant(), held));
        last.keySet().retainAll(followed());
    }

    private void tell(SpiffeId by, String change, Optional<String> before, Optional<String> after) {
        events.accept(new Event.Federated(
                clock.instant(),
                by.trustDomain(),
                change,
                by.uri(),
                before,
                after,
                Optional.empty(),
                Optional.empty()));
    }

    private HashSet<TrustDomain> followed() {
        var domains = new HashSet<TrustDomain>();
        peers.get().forEach(state -> domains.add(state.peer().trustDomain()));
        return domains;
    }

    /// Its control plane, and whom our own document names as its endpoint; nobody else of the domain.
    private Optional<CallerProof.Speakers> speakers(TrustDomain domain) {
        return peers.get().stream()
                .filter(state -> state.peer().trustDomain().equals(domain))
                .findFirst()
                .flatMap(state -> state.document()
                        .flatMap(document -> document.trusted(clock.instant()))
                        .map(bundle -> new CallerProof.Speakers(bundle, identities(state))));
    }

    private static HashSet<SpiffeId> identities(PeerState state) {
        TrustDomain domain = state.peer().trustDomain();
        var identities = new HashSet<SpiffeId>();
        identities.add(SpiffeId.ofControlPlane(domain));
        if (state.peer().proof() instanceof EndpointProof.HttpsSpiffe(var endpoint)
                && endpoint.trustDomain().equals(domain)) {
            identities.add(endpoint);
        }
        return identities;
    }
}
