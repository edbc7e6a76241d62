package io.synapsemesh.controlplane.audit;

import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One log and its many writers. Lines are numbered and written one at a time; of those who wait for the disk one waits
/// for all lines that were written until then, so that a crowd costs one wait and not one each.
final class SharedLog implements AutoCloseable {
    private final Segments segments;
    private final OcsfLine encoder;
    private final JsonFileSink.LineListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forced = lock.newCondition();

    /// Written and not yet on the disk, in order.
    private List<Batch> waiting = new ArrayList<>();

    /// Somebody waits for the disk now, without the lock.
    private boolean forcing;

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
        lock.lock();
        try {
            rotateIfFull();
            for (Event event : events) {
                listener.written(event, append(event));
            }
        } finally {
            lock.unlock();
        }
    }

    /// When this returns, the disk has all of `events`; when it throws, none is in the log.
    void sync(List<? extends Event> events) throws IOException {
        var batch = new Batch(events);
        lock.lock();
        try {
            rotateIfFull();
            append(batch);
            while (batch.fate == Fate.WAITING && forcing) {
                forced.awaitUninterruptibly();
            }
            if (batch.fate == Fate.WAITING) {
                forceAll();
            }
            if (batch.fate == Fate.LOST) {
                throw new IOException("the disk failed while this line waited for it");
            }
        } finally {
            lock.unlock();
        }
    }

    private void append(Batch batch) throws IOException {
        var before = segments.mark();
        try {
            for (Event event : batch.events) {
                batch.lines.add(append(event));
            }
        } catch (IOException e) {
            segments.cutBack(before);
            throw e;
        }
        waiting.add(batch);
    }

    private String append(Event event) throws IOException {
        String line = encoder.encode(event, segments.next());
        segments.append(line);
        return line;
    }

    /// Waits for the disk with the lock given back, so that others write meanwhile.
    private void forceAll() throws IOException {
        var taken = taken();
        var until = segments.mark();
        forcing = true;
        lock.unlock();
        boolean reached = false;
        try {
            segments.force();
            reached = true;
        } finally {
            lock.lock();
            forcing = false;
            if (reached) {
                keep(taken, until);
            } else {
                lose(taken);
            }
            forced.signalAll();
        }
    }

    /// With nobody at the disk: the file that ends is closed.
    private void rotateIfFull() throws IOException {
        while (forcing && segments.isFull()) {
            forced.awaitUninterruptibly();
        }
        if (!segments.isFull()) {
            return;
        }
        var taken = taken();
        boolean reached = false;
        try {
            segments.rotate();
            reached = true;
        } finally {
            if (reached) {
                keep(taken, segments.mark());
            } else {
                lose(taken);
            }
        }
    }

    private List<Batch> taken() {
        var taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private void keep(List<Batch> taken, Segments.Mark until) {
        kept = until;
        taken.forEach(batch -> batch.fate = Fate.KEPT);
        for (Batch batch : taken) {
            for (int i = 0; i < batch.lines.size(); i++) {
                listener.written(batch.events.get(i), batch.lines.get(i));
            }
        }
    }

    /// Nobody knows which of `taken` the disk has. None was promised to anybody, so none stays, nor what came since.
    private void lose(List<Batch> taken) throws IOException {
        if (!taken.isEmpty()) {
            taken.forEach(batch -> batch.fate = Fate.LOST);
            taken().forEach(batch -> batch.fate = Fate.LOST);
            segments.cutBack(kept);
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            while (forcing) {
                forced.awaitUninterruptibly();
            }
            segments.close();
        } finally {
            lock.unlock();
        }
    }
}
