package io.synapsemesh.controlplane;

import io.synapsemesh.certs.history.LeafHistory;
import io.synapsemesh.certs.store.KeyEncryptionKey;
import io.synapsemesh.certs.store.Seal;
import io.synapsemesh.controlplane.gate.Survivors;
import io.synapsemesh.controlplane.pipeline.EpochStore;
import io.synapsemesh.controlplane.pipeline.Pipeline;
import io.synapsemesh.controlplane.pipeline.Published;
import io.synapsemesh.controlplane.pipeline.TokenKeys;
import io.synapsemesh.controlplane.pipeline.World;
import io.synapsemesh.controlplane.source.SourceUpdate;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/// What `serve` would publish for these documents, made once, without a port, a disk or the network: the same pipeline,
/// with authorities that end with the process. Keys of providers are those written in the documents; a provider
/// whose keys are elsewhere verifies nothing here.
public final class OfflineMesh {
    private OfflineMesh() {}

    /// @throws CompletionException if the pipeline fails on them
    public static Published publish(
            Collection<Document> documents, UpstreamPolicy upstreams, String namespace, String logFile) {
        var late = new Late(new Survivors(Clock.systemUTC()));
        var random = new SecureRandom();
        var ca = new MemoryStore();
        var material = new CertificateDesk.Material(
                ca,
                new MemoryStore(),
                LeafHistory.none(),
                new Seal(KeyEncryptionKey.openOrCreate(ca, random), random),
                name -> late.world().declaredHosts(name),
                event -> {},
                Clock.systemUTC(),
                random,
                RootGate.unknown(),
                report -> {},
                namespace);
        try (var certificates = new CertificateDesk(material, late, late::doorChanged)) {
            late.certificates(certificates);
            var world = new World(
                    new Resolver(upstreams, namespace),
                    certificates,
                    List.of(),
                    new WrittenKeys(),
                    new NoEpochs(),
                    logFile);
            try (var pipeline = new Pipeline(world, published -> {})) {
                late.set(world, pipeline);
                pipeline.start();
                pipeline.apply(new SourceUpdate(
                        List.copyOf(documents), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), List.of()));
                pipeline.settled().join();
                return pipeline.published();
            }
        }
    }

    private static final class WrittenKeys implements TokenKeys {
        @Override
        public void want(List<Provider> providers) {
            // Nothing is fetched.
        }

        @Override
        public SortedMap<String, String> of(Provider provider) {
            var keys = new TreeMap<String, String>();
            if (provider.keys() instanceof Provider.KeySource.Inline(String json)) {
                provider.issuers().forEach(issuer -> keys.put(issuer.url(), json));
            }
            return keys;
        }
    }

    private static final class NoEpochs implements EpochStore {
        @Override
        public SortedMap<String, Integer> load() {
            return new TreeMap<>();
        }

        @Override
        public void save(SortedMap<String, Integer> epochs) {
            // Nobody comes after.
        }
    }
}
