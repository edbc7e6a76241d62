package io.synapsemesh.controlplane.source;

import io.synapsemesh.core.document.DocumentRef;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A watched directory of YAML. One thread looks, batches and calls the consumer, so the consumer is never called twice
/// at once, and what changes while it works waits for it.
///
/// The first update comes before [#start] returns and holds everything in force, the last good version of a document
/// whose text is bad now included.
public final class DirectorySource implements AutoCloseable {
    /// Between two looks at everything, in case the watch missed something.
    static final Duration POLL = Duration.ofSeconds(5);
    /// Every so many polls files are read even if their stamps did not change.
    static final int DIGEST_EVERY = 12;

    private static final Logger LOG = LoggerFactory.getLogger(DirectorySource.class);
    private static final Duration FAILED = Duration.ofSeconds(1);

    private final Scan scan;
    private final ConfigTree tree;
    private final DirectoryWatch watch;
    private final Consumer<SourceUpdate> consumer;
    private final Clock clock;
    private final Holdoff holdoff = new Holdoff();
    private final Thread thread;
    private Map<DocumentRef, String> restored = Map.of();
    private Instant nextPoll;
    private int polls;
    /// Taken, and the consumer failed on it: it gets it again.
    private @Nullable SourceUpdate undelivered;

    private DirectorySource(ConfigTree tree, Scan scan, Consumer<SourceUpdate> consumer, Clock clock) {
        this.tree = tree;
        this.scan = scan;
        this.consumer = consumer;
        this.clock = clock;
        this.watch = new DirectoryWatch(tree.root());
        this.nextPoll = clock.instant();
        this.thread = Thread.ofPlatform().daemon().name("directory-source").unstarted(this::run);
    }

    /// @param config the directory with the documents
    /// @param lastGood a directory of our own for the last good documents, which exists
    /// @param consumer called on the source's thread, the first time on the caller's
    public static DirectorySource start(
            Path config, Path lastGood, Removals removals, Consumer<SourceUpdate> consumer, Clock clock) {
        var tree = new ConfigTree(config);
        var source = new DirectorySource(
                tree, new Scan(tree, new LastGoodStore(lastGood), new Register(removals)), consumer, clock);
        source.scan.restore();
        source.restored = source.scan.restored();
        source.poll();
        source.deliver();
        source.thread.start();
        return source;
    }

    /// The digests of the documents that were in force when the process ended: what came, changed or went since then is
    /// news, the rest is not.
    public Map<DocumentRef, String> restored() {
        return restored;
    }

    /// Ends it, and keeps no document that came with this start as the last good one: what a start was refused for is
    /// not what the next text is held against.
    public void refuse() {
        close();
        scan.forgetNews();
    }

    @Override
    public void close() {
        watch.close();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                step();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a look at the configuration directory failed and is repeated", e);
                nextPoll = clock.instant().plus(FAILED);
            }
        }
    }

    private void step() throws InterruptedException {
        DirectoryWatch.Hint hint = watch.await(Duration.between(clock.instant(), wake()));
        Instant now = clock.instant();
        if (look(hint, now) && scan.isChanged()) {
            holdoff.change(now);
        }
        if (undelivered != null || isDue(holdoff.due(), now)) {
            deliver();
        }
    }

    private boolean look(DirectoryWatch.Hint hint, Instant now) {
        if (hint.anything() || !now.isBefore(nextPoll)) {
            poll();
            return true;
        }
        if (!hint.files().isEmpty() || isDue(scan.confirmDue(), now)) {
            scan.look(hint.files().stream().map(tree::name).toList(), now);
            return true;
        }
        return false;
    }

    private void poll() {
        Instant now = clock.instant();
        var depth = polls++ % DIGEST_EVERY == 0 ? Scan.Depth.DIGESTS : Scan.Depth.STAMPS;
        // A file written between the look and the registration of its new directory is seen by the second look.
        if (watch.watch(scan.lookAll(now, depth)) == DirectoryWatch.Coverage.WIDER) {
            watch.watch(scan.lookAll(now, Scan.Depth.STAMPS));
        }
        nextPoll = now.plus(POLL);
    }

    private void deliver() {
        if (undelivered == null) {
            undelivered = scan.take().orElse(null);
        }
        if (undelivered != null) {
            consumer.accept(undelivered);
            undelivered = null;
        }
        holdoff.delivered(clock.instant());
        scan.keep();
    }

    private Instant wake() {
        return Stream.of(Optional.of(nextPoll), scan.confirmDue(), holdoff.due())
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(nextPoll);
    }

    private static boolean isDue(Optional<Instant> when, Instant now) {
        return when.filter(at -> !at.isAfter(now)).isPresent();
    }
}
