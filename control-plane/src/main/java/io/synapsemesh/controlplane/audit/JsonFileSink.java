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
import java.util.stream.Collectors;

/// Appends every event to its log under `audit/`. When [#accept] returns, the line was handed to the operating system;
/// lines of the `audit` log (issuance, secrets, rotation, configuration) are on the disk as well. Lines of one log are
/// written one at a time, so the sequence has neither gaps nor forks, also across restarts.
public final class JsonFileSink implements EventSink, AutoCloseable {
    private final Map<LogName, SharedLog> logs = new EnumMap<>(LogName.class);

    /// @param segmentBytes when a file is this long, the next one begins
    /// @param segmentsMax files of one log; the oldest is deleted when there would be more
    public record Bounds(long segmentBytes, int segmentsMax) {
        /// 1 GiB a log.
        public static final Bounds STANDARD = new Bounds(64L << 20, 16);
    }

    /// Sees each line after it was written, one at a time and in order: it must not block.
    @FunctionalInterface
    public interface LineListener {
        void written(Event event, String line);
    }

    private JsonFileSink() {}

    /// @param directory exists, and nobody else writes there
    /// @throws UncheckedIOException if a log cannot be continued
    public static JsonFileSink open(Path directory, OcsfLine encoder, Bounds bounds, LineListener listener) {
        return open(directory, encoder, bounds, listener, Segments.Disk.REAL);
    }

    static JsonFileSink open(
            Path directory, OcsfLine encoder, Bounds bounds, LineListener listener, Segments.Disk disk) {
        var sink = new JsonFileSink();
        try {
            for (LogName log : LogName.values()) {
                sink.logs.put(
                        log, new SharedLog(Segments.open(directory, log.text(), bounds, disk), encoder, listener));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the audit log under " + directory + " cannot be continued", e);
        }
        return sink;
    }

    @Override
    public void accept(Event event) {
        keep(LogName.of(event), List.of(event));
    }

    /// Many at once, with one wait for the disk: the first start reads thousands of documents.
    @Override
    public void acceptAll(List<? extends Event> events) {
        events.stream().collect(Collectors.groupingBy(LogName::of)).forEach(this::keep);
    }

    /// How many callers wait for the disk, without those it is writing for.
    int waiting(LogName name) {
        return Objects.requireNonNull(logs.get(name)).waiting();
    }

    private void keep(LogName name, List<? extends Event> events) {
        var log = Objects.requireNonNull(logs.get(name));
        try {
            switch (name) {
                case AUDIT -> log.sync(events);
                case FLOW -> log.write(events);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an event could not be kept", e);
        }
    }

    @Override
    public void close() {
        try {
            for (SharedLog log : logs.values()) {
                log.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
