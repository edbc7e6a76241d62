package io.synapsemesh.e2e.rules;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/// Clients that keep asking until they are closed, each the same thing over and over, and what failed of it.
final class Traffic implements AutoCloseable {
    private static final int FAILURES_KEPT_MAX = 20;

    private final LongAdder sent = new LongAdder();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    interface Ask {
        void once() throws IOException;
    }

    Traffic(List<Ask> asks) {
        asks.forEach(ask -> threads.execute(() -> {
            while (!stopped) {
                once(ask);
            }
        }));
    }

    private void once(Ask ask) {
        try {
            ask.once();
        } catch (IOException e) {
            if (failures.size() < FAILURES_KEPT_MAX) {
                failures.add(e.toString());
            }
        }
        sent.increment();
    }

    /// Returns when so many more were sent.
    void flow(long more) {
        long from = sent.sum();
        await().atMost(Duration.ofSeconds(60)).until(() -> sent.sum() - from >= more);
    }

    long sent() {
        return sent.sum();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stopped = true;
        threads.close();
    }
}
