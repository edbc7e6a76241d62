package io.synapsemesh.controlplane.pipeline;

import io.synapsemesh.certs.Leaf;
import io.synapsemesh.certs.LeafName;
import io.synapsemesh.certs.TrustBundle;
import io.synapsemesh.certs.rotate.CertificateListener;
import io.synapsemesh.controlplane.source.SourceUpdate;
import io.synapsemesh.core.identity.TrustDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The single writer. Changes come in from any thread and never wait; one thread takes all that is there, brings the
/// [World] up to date and publishes once. Certificates that are issued on the way are part of the same publication, so
/// a
/// proxy is never told of a listener whose secret is still to come.
public final class Pipeline implements CertificateListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Inbox inbox = new Inbox();
    private final World world;
    private final Consumer<Published> publisher;
    private final Consumer<Duration> took;
    private final Thread writer;
    private volatile Published published;

    /// @param publisher called on the writer thread, in order, each time something a reader sees differs
    public Pipeline(World world, Consumer<Published> publisher) {
        this(world, publisher, _ -> {});
    }

    /// @param took told after each publication how long the change that began it has waited and worked
    public Pipeline(World world, Consumer<Published> publisher, Consumer<Duration> took) {
        this.world = world;
        this.publisher = publisher;
        this.took = took;
        this.published = world.published();
        this.writer = Thread.ofPlatform().name("pipeline").daemon().unstarted(this::run);
    }

    public void start() {
        writer.start();
    }

    public void apply(SourceUpdate update) {
        inbox.documents(update.upserts(), update.removed());
    }

    /// Keys of some provider came, changed or went.
    public void keysChanged() {
        inbox.keys();
    }

    /// What federated domains are believed by from now on, each in its own domain only.
    public void federatedChanged(SortedMap<TrustDomain, TrustBundle> bundles) {
        inbox.federated(bundles);
    }

    /// Who certifies the control plane's own ports from now on.
    ///
    /// @param anchors PEM
    public void doorChanged(String anchors) {
        inbox.door(anchors);
    }

    @Override
    public void leafChanged(Leaf leaf) {
        inbox.leaf(leaf.name(), Optional.of(leaf));
    }

    @Override
    public void leafForgotten(LeafName name) {
        inbox.leaf(name, Optional.empty());
    }

    @Override
    public void bundleChanged(TrustBundle bundle) {
        inbox.bundle(bundle);
    }

    /// The last that was published.
    public Published published() {
        return published;
    }

    /// Completes when everything that was handed in before this call is published.
    public CompletableFuture<Void> settled() {
        var reached = new CompletableFuture<Void>();
        inbox.barrier(reached);
        return reached;
    }

    /// Ends the writer after the batch it is in.
    @Override
    public void close() {
        inbox.close();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (Optional<Inbox.Batch> batch = inbox.take(); batch.isPresent(); batch = inbox.take()) {
                work(batch.get());
            }
        } catch (InterruptedException e) {
            LOG.warn("the pipeline was interrupted and ends");
        }
    }

    private void work(Inbox.Batch first) {
        var barriers = new ArrayList<>(first.barriers());
        try {
            world.take(first);
            // The leaves that the first half asked for are here by now.
            Inbox.Batch second = inbox.drain();
            world.take(second);
            barriers.addAll(second.barriers());
            Published now = world.published();
            if (now != published) {
                published = now;
                publisher.accept(now);
                long since = first.isEmpty() ? second.since() : first.since();
                took.accept(Duration.ofNanos(System.nanoTime() - since));
            }
            barriers.forEach(barrier -> barrier.complete(null));
        } catch (RuntimeException e) {
            // Ours to mend: what was published stays in force, and whoever waits is told.
            LOG.error("a batch of changes failed; the last published state stays in force", e);
            barriers.forEach(barrier -> barrier.completeExceptionally(e));
        }
    }
}
