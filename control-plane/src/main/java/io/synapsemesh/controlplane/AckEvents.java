package io.synapsemesh.controlplane;

import io.synapsemesh.controlplane.admin.Meters;
import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import io.synapsemesh.core.metric.Metrics;
import io.synapsemesh.xds.serve.AckListener;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes ACKs and NACKs off the streams' threads and writes them to the log behind. They are a live view, not evidence:
/// when the disk does not keep up, the oldest wait and the newest are dropped, and counted.
final class AckEvents implements AckListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AckEvents.class);
    private static final int WAITING_MAX = 100_000;

    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final EventSink sink;
    private final Runnable changed;
    private final Meters meters;
    private final Thread writer;
    private volatile boolean closed;

    /// @param changed told after each event; must not block
    AckEvents(EventSink sink, Runnable changed, Meters meters) {
        this.sink = sink;
        this.changed = changed;
        this.meters = meters;
        this.writer = Thread.ofPlatform().daemon().name("ack-events").start(this::write);
    }

    @Override
    public void acked(Event.Acked event) {
        offer(event);
    }

    @Override
    public void nacked(Event.Nacked event) {
        offer(event);
    }

    /// Writes what waits, for a second at most.
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void offer(Event event) {
        if (!waiting.offer(event)) {
            meters.count(Metrics.LIMIT_REACHED, 1, "limit", "ack_events");
        }
        changed.run();
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                Event event = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    keep(event);
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("the writer of ACKs was interrupted and ends");
        }
    }

    private void keep(Event event) {
        try {
            sink.accept(event);
        } catch (UncheckedIOException e) {
            LOG.error("an ACK or NACK is not in the log: reason={}", e.getMessage());
        }
    }
}
