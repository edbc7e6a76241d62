package io.synapsemesh.controlplane.audit;

import io.synapsemesh.core.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// One log and its many writers. Of a crowd that must have its lines on the disk one writes and waits for all who came
/// until then, so that a crowd costs one wait and not one each; those who come meanwhile are the next crowd, and the
/// first of them writes for it.
final class SharedLog implements AutoCloseable {
    /// A crowd is given so long to gather: each wait for the disk costs more than most lines. Whoever is alone does not
    /// wait.
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Segments segments;
    private final OcsfLine encoder;
    private final JsonFileSink.LineListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    /// Not written yet, in order.
    private List<Batch> waiting = new ArrayList<>();

    /// Somebody writes now, without the lock.
    private boolean writing;

    private enum Fate {
        WAITING,
        /// The next to write, for itself and all others who wait.
        NEXT,
        KEPT,
        LOST
    }

    /// The lines of one caller, whose thread waits for their fate.
    private static final class Batch {
        private final List<? extends Event> events;
        private final List<String> lines = new ArrayList<>(1);
        private final Thread thread = Thread.currentThread();
        private volatile Fate fate = Fate.WAITING;

        Batch(List<? extends Event> events) {
            this.events = events;
        }

        void end(Fate end) {
            fate = end;
            LockSupport.unpark(thread);
        }

        void await() {
            boolean interrupted = false;
            while (fate == Fate.WAITING) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    /// @param listener sees each line in order, when it is where its writer wants it
    SharedLog(Segments segments, OcsfLine encoder, JsonFileSink.LineListener listener) {
        this.segments = segments;
        this.encoder = encoder;
        this.listener = listener;
    }

    /// When this returns, the operating system has all of `events`; when it throws, none is in the log.
    void write(List<? extends Event> events) throws IOException {
        var batch = new Batch(events);
        lock.lock();
        try {
            awaitIdle();
            append(List.of(batch));
            tell(batch);
        } finally {
            lock.unlock();
        }
    }

    /// When this returns, the disk has all of `events`; when it throws, none is in the log.
    void sync(List<? extends Event> events) throws IOException {
        var batch = new Batch(events);
        boolean alone;
        lock.lock();
        try {
            waiting.add(batch);
            alone = !writing;
            writing = true;
        } finally {
            lock.unlock();
        }
        if (!alone) {
            batch.await();
        }
        if (alone || batch.fate == Fate.NEXT) {
            syncAll(alone ? 0 : GATHERING_NANOS);
        }
        if (batch.fate == Fate.LOST) {
            throw new IOException("the disk failed while this line waited for it");
        }
    }

    /// How many wait, without the one who writes and those it writes for.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Writes for everybody who waits, waits for the disk, and lets the next one write.
    private void syncAll(long gatheringNanos) throws IOException {
        LockSupport.parkNanos(this, gatheringNanos);
        var taken = taken();
        var fate = Fate.LOST;
        try {
            var before = append(taken);
            force(before);
            taken.forEach(this::tell);
            fate = Fate.KEPT;
        } finally {
            hand(taken, fate);
        }
    }

    private List<Batch> taken() {
        lock.lock();
        try {
            var taken = waiting;
            waiting = new ArrayList<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void hand(List<Batch> taken, Fate fate) {
        lock.lock();
        try {
            writing = !waiting.isEmpty();
            if (writing) {
                waiting.getFirst().end(Fate.NEXT);
            } else {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
        for (Batch batch : taken) {
            batch.end(fate);
        }
    }

    /// @return where the log ended before
    private Segments.Mark append(List<Batch> batches) throws IOException {
        if (segments.isFull()) {
            segments.rotate();
        }
        var before = segments.mark();
        var lines = new ArrayList<String>();
        for (Batch batch : batches) {
            for (Event event : batch.events) {
                String line = encoder.encode(event, segments.next() + lines.size());
                batch.lines.add(line);
                lines.add(line);
            }
        }
        segments.append(lines);
        return before;
    }

    /// Nobody knows which lines a disk that failed has. None was promised to anybody, so none stays.
    private void force(Segments.Mark before) throws IOException {
        try {
            segments.force();
        } catch (IOException e) {
            segments.cutBack(before);
            throw e;
        }
    }

    private void tell(Batch batch) {
        for (int i = 0; i < batch.lines.size(); i++) {
            listener.written(batch.events.get(i), batch.lines.get(i));
        }
    }

    private void awaitIdle() {
        while (writing) {
            idle.awaitUninterruptibly();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            awaitIdle();
            segments.close();
        } finally {
            lock.unlock();
        }
    }
}
