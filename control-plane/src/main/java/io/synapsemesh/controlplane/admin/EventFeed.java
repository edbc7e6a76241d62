package io.synapsemesh.controlplane.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Lines of the audit log as they are written, for those who watch. A slow watcher loses lines and is told how many; it
/// never holds the log up.
public final class EventFeed {
    static final int WATCHERS_MAX = 16;
    static final int QUEUED_MAX = 1024;

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /// Safe for many threads; never blocks.
    public void publish(String line) {
        for (Watcher watcher : watchers) {
            if (!watcher.lines.offer(line)) {
                watcher.lost.incrementAndGet();
            }
        }
    }

    /// Empty if there are too many already.
    synchronized Optional<Watcher> watch() {
        if (watchers.size() >= WATCHERS_MAX) {
            return Optional.empty();
        }
        var watcher = new Watcher();
        watchers.add(watcher);
        return Optional.of(watcher);
    }

    final class Watcher implements AutoCloseable {
        private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUED_MAX);
        private final AtomicLong lost = new AtomicLong();

        Optional<String> next(Duration wait) throws InterruptedException {
            return Optional.ofNullable(lines.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
        }

        /// Lines lost since it was asked last.
        long takeLost() {
            return lost.getAndSet(0);
        }

        @Override
        public void close() {
            watchers.remove(this);
        }
    }
}
