package io.synapsemesh.controlplane;

import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.federation.BundleSource;
import io.synapsemesh.certs.federation.EndpointProof;
import io.synapsemesh.certs.federation.FederatedBundles;
import io.synapsemesh.certs.federation.FederationListener;
import io.synapsemesh.certs.federation.Peer;
import io.synapsemesh.certs.federation.PeerState;
import io.synapsemesh.certs.rotate.RotationLoop;
import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.diagnostic.Code;
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
    FederationDesk(
            TrustDomain own,
            Supplier<Optional<TrustBundle>> ownBundle,
            BundleSource source,
            ByteStore store,
            Consumer<SortedMap<TrustDomain, TrustBundle>> changed,
            Meters meters,
            Clock clock) {
        bundles = new FederatedBundles(own, ownBundle, source, store, new Told(changed, meters), clock);
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

        /// Names in certificates are a peer's words.
        private static String printable(String text) {
            String line = text.replaceAll("[^ -~]", "?");
            return line.substring(0, Math.min(line.length(), REASON_MAX));
        }
    }
}
