package io.synapsemesh.controlplane.audit;

import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One log and its many writers. Lines are numbered and written one at a time; of those who wait for the disk one waits
/// for all lines that were written until then, so that a crowd costs one wait and not one each.
///
/// Locks, outer first: `disk`, then `this`.
final class SharedLog implements AutoCloseable {
    private final Segments segments;
    private final OcsfLine encoder;
    private final JsonFileSink.LineListener listener;
    private final Object disk = new Object();

    /// Written and not yet on the disk, in order.
    private List<Batch> waiting = new ArrayList<>();

    /// Up to where the disk has the log.
    private Segments.Mark kept;

    private enum Fate {
        WAITING,
        KEPT,
        LOST
    }

    /// The lines of one caller.
    private static final class Batch {
        private final List<? extends Event> events;
        private final List<String> lines = new ArrayList<>();
        private Fate fate = Fate.WAITING;

        Batch(List<? extends Event> events) {
            this.events = events;
        }
    }

    /// @param listener sees each line in order, when it is where its writer wants it
    SharedLog(Segments segments, OcsfLine encoder, JsonFileSink.LineListener listener) throws IOException {
        this.segments = segments;
        this.encoder = encoder;
        this.listener = listener;
        this.kept = segments.mark();
    }

    /// When this returns, the operating system has all of `events`.
    void write(List<? extends Event> events) throws IOException {
        rotateIfFull();
        synchronized (this) {
            for (Event event : events) {
                listener.written(event, append(event));
            }
        }
    }

    /// When this returns, the disk has all of `events`; when it throws, none is in the log.
    void sync(List<? extends Event> events) throws IOException {
        rotateIfFull();
        var batch = new Batch(events);
        synchronized (this) {
            var before = segments.mark();
            try {
                for (Event event : events) {
                    batch.lines.add(append(event));
                }
            } catch (IOException e) {
                segments.cutBack(before);
                throw e;
            }
            waiting.add(batch);
        }
        synchronized (disk) {
            if (fateOf(batch) == Fate.WAITING) {
                forceAll();
            }
        }
        if (fateOf(batch) == Fate.LOST) {
            throw new IOException("the disk failed while this line waited for it");
        }
    }

    private String append(Event event) throws IOException {
        String line = encoder.encode(event, segments.next());
        segments.append(line);
        return line;
    }

    private synchronized Fate fateOf(Batch batch) {
        return batch.fate;
    }

    /// With `disk` held.
    private void forceAll() throws IOException {
        List<Batch> taken;
        Segments.Mark until;
        synchronized (this) {
            taken = taken();
            until = segments.mark();
        }
        try {
            segments.force();
        } catch (IOException e) {
            lose(taken);
            throw e;
        }
        keep(taken, until);
    }

    private void rotateIfFull() throws IOException {
        synchronized (this) {
            if (!segments.isFull()) {
                return;
            }
        }
        synchronized (disk) {
            synchronized (this) {
                if (segments.isFull()) {
                    var taken = taken();
                    try {
                        segments.rotate();
                    } catch (IOException e) {
                        lose(taken);
                        throw e;
                    }
                    keep(taken, segments.mark());
                }
            }
        }
    }

    private List<Batch> taken() {
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private synchronized void keep(List<Batch> taken, Segments.Mark until) {
        kept = until;
        for (Batch batch : taken) {
            batch.fate = Fate.KEPT;
            for (int i = 0; i < batch.lines.size(); i++) {
                listener.written(batch.events.get(i), batch.lines.get(i));
            }
        }
    }

    /// Nobody knows which of `taken` the disk has. None was promised to anybody, so none stays, nor what came since.
    private synchronized void lose(List<Batch> taken) throws IOException {
        if (!taken.isEmpty()) {
            taken.forEach(batch -> batch.fate = Fate.LOST);
            taken().forEach(batch -> batch.fate = Fate.LOST);
            segments.cutBack(kept);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (disk) {
            synchronized (this) {
                segments.close();
            }
        }
    }
}
