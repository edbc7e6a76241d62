package io.synapsemesh.controlplane;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.federation.BundleDocument;
import io.synapsemesh.certs.federation.BundleSource;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.FederatedBundles;
import io.synapsemesh.certs.federation.FederationListener;
import io.synapsemesh.certs.federation.Imported;
import io.synapsemesh.certs.federation.Peer;
import io.synapsemesh.certs.federation.PeerState;
import io.synapsemesh.certs.rotate.RotationLoop;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.controlplane.admin.Actions;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.identity.TrustDomain;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.documents.resolve.Federated;
import io.synapsemesh.documents.resolve.Trust;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the federation of the MeshTrust in force: whom to ask for a bundle, and to whom what they say is told.
final class FederationDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FederationDesk.class);

    private static final int REASON_MAX = 500;

    private final FederatedBundles bundles;
    private final RotationLoop loop;
    private List<Federated> followed = List.of();
    private boolean following;

    /// @param own our trust domain
    /// @param changed told of all bundles that are in force, each time they differ
    /// @param events told of each change before
    FederationDesk(
            TrustDomain own,
            Supplier<Optional<TrustBundle>> ownBundle,
            BundleSource source,
            ByteStore store,
            Consumer<SortedMap<TrustDomain, TrustBundle>> changed,
            EventSink events,
            Meters meters,
            Clock clock) {
        bundles = new FederatedBundles(own, ownBundle, source, store, new Told(changed, meters), events, clock);
        loop = RotationLoop.start("federation", bundles::tick, clock);
    }

    /// On the pipeline's thread, after `trust` was published; waits for no peer.
    void follow(Optional<Trust> trust) {
        if (trust.isEmpty() || following && trust.get().federated().equals(followed)) {
            return;
        }
        followed = trust.get().federated();
        following = true;
        bundles.want(followed.stream().map(FederationDesk::peer).toList());
        loop.wake();
    }

    /// A peer's bundle from an operator, where its endpoint cannot be reached, or not be proven yet.
    Actions.Outcome take(String domain, byte[] json, String by) {
        Optional<TrustDomain> known = parsed(domain);
        if (known.isEmpty()) {
            return new Actions.Outcome.Unknown(domain + " is not the name of a trust domain");
        }
        Imported imported = bundles.take(known.get(), json, by);
        loop.wake();
        return switch (imported) {
            case Imported.Taken(BundleDocument document) ->
                new Actions.Outcome.Done("the bundle of " + domain + " is in force: " + text(document));
            case Imported.Same(BundleDocument document) ->
                new Actions.Outcome.Done("the bundle of " + domain + " was in force: " + text(document));
            case Imported.Refused(var why) -> new Actions.Outcome.Failed(printable(String.valueOf(why.getMessage())));
            case Imported.Stranger() ->
                new Actions.Outcome.Unknown("the MeshTrust federates with no domain called " + domain);
        };
    }

    /// Asks a peer's endpoint at once.
    Actions.Outcome refresh(String domain) {
        if (parsed(domain).filter(bundles::askNow).isEmpty()) {
            return new Actions.Outcome.Unknown("the MeshTrust federates with no domain called " + domain);
        }
        loop.wake();
        return new Actions.Outcome.Done("the bundle endpoint of " + domain + " is asked now");
    }

    private static Optional<TrustDomain> parsed(String domain) {
        try {
            return Optional.of(TrustDomain.parse(domain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(BundleDocument document) {
        return "hash " + document.contentHash().orElse("of no authority") + ", sequence "
                + document.sequence().map(Long::toUnsignedString).orElse("none") + ", "
                + document.authorities().size() + " authorities";
    }

    /// Names in certificates are a peer's words.
    static String printable(String text) {
        String line = text.replaceAll("[^ -~]", "?");
        return line.substring(0, Math.min(line.length(), REASON_MAX));
    }

    List<PeerState> peers() {
        return bundles.peers();
    }

    @Override
    public void close() {
        loop.close();
        bundles.close();
    }

    private static Peer peer(Federated federated) {
        EndpointProof proof = federated
                .endpoint()
                .<EndpointProof>map(EndpointProof.HttpsSpiffe::new)
                .orElseGet(EndpointProof.HttpsWeb::new);
        return new Peer(federated.trustDomain(), federated.url(), proof, federated.initial());
    }

    private record Told(Consumer<SortedMap<TrustDomain, TrustBundle>> changed, Meters meters)
            implements FederationListener {
        @Override
        public void trusted(SortedMap<TrustDomain, TrustBundle> bundles) {
            bundles.forEach((domain, bundle) ->
                    LOG.info("a federated bundle is in force: trustDomain={} hash={}", domain, bundle.contentHash()));
            changed.accept(bundles);
        }

        @Override
        public void polled(TrustDomain trustDomain, Optional<String> failure) {
            meters.count(Metrics.FEDERATION_POLLS, 1, "outcome", failure.isEmpty() ? "good" : "failed");
            failure.ifPresent(why -> LOG.warn(
                    "{} the last good bundle stays: trustDomain={} reason={}",
                    Code.SYN0805,
                    trustDomain,
                    printable(why)));
        }
    }
}
