package io.synapsemesh.controlplane.audit;

import io.synapsemesh.core.event.Event;
import io.synapsemesh.core.event.EventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Appends every event to its log under `audit/`. When [#accept] returns, the line was handed to the operating system;
/// lines of the `audit` log (issuance, secrets, rotation, configuration) are on the disk as well. Lines of one log are
/// written one at a time, so the sequence has neither gaps nor forks, also across restarts.
public final class JsonFileSink implements EventSink, AutoCloseable {
    private final OcsfLine encoder;
    private final Map<LogName, Segments> logs = new EnumMap<>(LogName.class);
    private final LineListener listener;

    /// @param segmentBytes when a file is this long, the next one begins
    /// @param segmentsMax files of one log; the oldest is deleted when there would be more
    public record Bounds(long segmentBytes, int segmentsMax) {
        /// 1 GiB a log.
        public static final Bounds STANDARD = new Bounds(64L << 20, 16);
    }

    /// Sees each line after it was written. Called with a lock held: it must not block.
    @FunctionalInterface
    public interface LineListener {
        void written(Event event, String line);
    }

    private JsonFileSink(OcsfLine encoder, LineListener listener) {
        this.encoder = encoder;
        this.listener = listener;
    }

    /// @param directory exists, and nobody else writes there
    /// @throws UncheckedIOException if a log cannot be continued
    public static JsonFileSink open(Path directory, OcsfLine encoder, Bounds bounds, LineListener listener) {
        var sink = new JsonFileSink(encoder, listener);
        try {
            for (LogName log : LogName.values()) {
                sink.logs.put(log, Segments.open(directory, log.text(), bounds.segmentBytes(), bounds.segmentsMax()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the audit log under " + directory + " cannot be continued", e);
        }
        return sink;
    }

    @Override
    public void accept(Event event) {
        append(event, LogName.of(event) == LogName.AUDIT ? Segments.Durability.SYNCED : Segments.Durability.WRITTEN);
    }

    /// Many at once, with one wait for the disk: the first start reads thousands of documents.
    @Override
    public void acceptAll(List<? extends Event> events) {
        for (int i = 0; i < events.size(); i++) {
            boolean last = i == events.size() - 1;
            append(events.get(i), last ? Segments.Durability.SYNCED : Segments.Durability.WRITTEN);
        }
    }

    private void append(Event event, Segments.Durability durability) {
        Segments log = Objects.requireNonNull(logs.get(LogName.of(event)));
        synchronized (log) {
            String line = encoder.encode(event, log.next());
            try {
                log.append(line, durability);
            } catch (IOException e) {
                throw new UncheckedIOException("an event could not be kept", e);
            }
            listener.written(event, line);
        }
    }

    @Override
    public void close() {
        for (Segments log : logs.values()) {
            synchronized (log) {
                try {
                    log.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
