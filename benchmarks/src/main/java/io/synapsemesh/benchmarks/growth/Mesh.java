package io.synapsemesh.benchmarks.growth;

import io.synapsemesh.certs.CertificateChain;
import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafKey;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.LeafRequest;
import io.synapsemesh.controlplane.pipeline.Certificates;
import io.synapsemesh.controlplane.pipeline.EpochStore;
import io.synapsemesh.controlplane.pipeline.Pipeline;
import io.synapsemesh.controlplane.pipeline.TokenKeys;
import io.synapsemesh.controlplane.pipeline.World;
import io.synapsemesh.controlplane.source.DirectorySource;
import io.synapsemesh.controlplane.source.Removals;
import io.synapsemesh.core.identity.SpiffeId;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.secret.SecretBytes;
import io.synapsemesh.documents.resolve.Resolver;
import io.synapsemesh.documents.resolve.Trust;
import io.synapsemesh.documents.resolve.UpstreamPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The real source and the real pipeline over a directory, as `serve` wires them, without network and disk state of
/// certificates. Time for the source passes only when [#edit] says so: its look at all files, every five seconds,
/// happens when it is measured and at no other time.
final class Mesh implements AutoCloseable {
    private static final Duration BATCHING = Duration.ofMillis(101);
    private static final Duration LOOK = Duration.ofSeconds(6);
    private static final int SECONDS_MAX = 120;
    private static final int WAIT_MILLIS = 60;
    private static final int WAITS_MAX = 1000;
    private static final int LEAVES = 7;
    /// Workspaces up to here are attached to a gateway in every world.
    private static final int WANDER_MAX = 9000;

    private final ConfigDirectory directory;
    private final int workspaces;
    private final Semaphore published = new Semaphore(0);
    private final SteppedClock clock = new SteppedClock();
    private final Pipeline pipeline;
    private final DirectorySource source;
    private final List<LeafMaterial> material = LeafMaterial.some(LEAVES);
    private volatile int keys;
    private final Map<Edit, Integer> visits = new EnumMap<>(Edit.class);

    Mesh(Path folder, int workspaces) throws IOException {
        this.workspaces = workspaces;
        directory = new ConfigDirectory(folder);
        directory.write(workspaces);
        var world = new World(
                new Resolver(UpstreamPolicy.PRODUCTION, "synapsemesh"),
                new NoCertificates(),
                List.of(),
                new Keys(),
                new NoEpochs(),
                "/dev/null");
        pipeline = new Pipeline(world, _ -> published.release());
        pipeline.start();
        source = DirectorySource.start(
                directory.path(),
                Files.createDirectories(folder.resolve("lastgood")),
                Removals.ACCEPT,
                pipeline::apply,
                clock);
        settle();
    }

    /// How many workspaces are in force: a bench over an empty world would look fast.
    int workspacesInForce() {
        return pipeline.published().workspaces().size();
    }

    long resources() {
        var snapshot = pipeline.published().snapshot();
        return snapshot.proxies().stream()
                .map(snapshot::view)
                .filter(java.util.Objects::nonNull)
                .mapToLong(view -> view.types().stream()
                        .mapToLong(type -> view.type(type).size())
                        .sum())
                .sum();
    }

    /// Makes one edit and waits for what it publishes.
    void edit(Edit edit) throws InterruptedException {
        int visit = visits.merge(edit, 1, Integer::sum);
        String name = workspace(edit, edit == Edit.DRAIN ? (visit - 1) / 2 : visit);
        published.drainPermits();
        clock.pass(edit == Edit.LOOK ? LOOK : BATCHING);
        switch (edit) {
            case BINDING, LOOK -> directory.workspace(name, visit, 0, false);
            case POLICY -> directory.workspace(name, 0, visit, false);
            case DRAIN -> directory.workspace(name, 0, 0, visit % 2 == 1);
            case WORKSPACE -> directory.workspace(ConfigDirectory.spare(visit - 1), 0, 0, false);
            case KEY -> {
                keys = visit;
                pipeline.keysChanged();
            }
            case LEAF -> pipeline.leafChanged(leaf(name, visit));
        }
        await(edit + " of " + name);
    }

    /// If the source was still busy with the edit before, it holds this one off until its clock has moved on.
    private void await(String edit) throws InterruptedException {
        for (int i = 0; i < WAITS_MAX; i++) {
            if (published.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            if (i % 8 == 0) {
                clock.pass(BATCHING);
            }
        }
        throw new IllegalStateException(edit + " published nothing");
    }

    /// Each kind of edit has workspaces of its own, which it visits in turn.
    private String workspace(Edit edit, int visit) {
        int kinds = Edit.values().length;
        int own = Math.min(workspaces, WANDER_MAX) / kinds;
        return "ws-" + (visit % own * kinds + List.of(Edit.values()).indexOf(edit));
    }

    @Override
    public void close() {
        source.close();
        pipeline.close();
    }

    private void settle() {
        try {
            pipeline.settled().get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the world was not published", e);
        }
    }

    private Leaf leaf(String workspace, int visit) {
        var identity =
                SpiffeId.parse("spiffe://corp.example/synapse/33333333-3333-3333-3333-333333333333/rg1/" + workspace);
        var made = material.get(visit / (Math.min(workspaces, WANDER_MAX) / Edit.values().length) % LEAVES);
        return new Leaf(new LeafName.Svid(identity), made.chain(), made.key());
    }

    /// A certificate and its key, made before anything is measured: issuing is no part of publishing.
    private record LeafMaterial(CertificateChain chain, SecretBytes key) {
        static List<LeafMaterial> some(int count) {
            var random = new SecureRandom();
            return java.util.stream.IntStream.range(0, count)
                    .mapToObj(_ -> of(LeafKey.p256(random)))
                    .toList();
        }

        private static LeafMaterial of(java.security.KeyPair pair) {
            return new LeafMaterial(
                    new CertificateChain(List.of(SelfSigned.certificate(pair))),
                    SecretBytes.copyOf(pair.getPrivate().getEncoded()));
        }
    }

    private static final class NoCertificates implements Certificates {
        @Override
        public void want(Trust trust, SortedSet<String> hostSuffixes, Collection<LeafRequest> leaves) {}

        @Override
        public void rekey(LeafName name) {}
    }

    private final class Keys implements TokenKeys {
        @Override
        public void want(List<Provider> providers) {}

        @Override
        public SortedMap<String, String> of(Provider provider) {
            return new TreeMap<>(Map.of(
                    provider.issuers().getFirst().url(),
                    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k" + keys + "\",\"n\":\"" + "A".repeat(342)
                            + "\",\"e\":\"AQAB\"}]}"));
        }
    }

    private static final class NoEpochs implements EpochStore {
        @Override
        public SortedMap<String, Integer> load() {
            return new TreeMap<>();
        }

        @Override
        public void save(SortedMap<String, Integer> epochs) {}
    }

    private static final class SteppedClock extends Clock {
        private volatile Instant now = Instant.now();

        synchronized void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
