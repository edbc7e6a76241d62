package io.synapsemesh.certs.root;

import io.synapsemesh.certs.store.ByteStore;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.IntConsumer;

/// A folder whose writes are counted, and in whose writes a test may die: before the content is kept, or after.
public final class TornStore implements ByteStore {
    private final ByteStore inner;
    private int writes;
    private IntConsumer before = write -> {};
    private IntConsumer after = write -> {};

    public TornStore(ByteStore inner) {
        this.inner = inner;
    }

    /// Thrown where a process would be gone.
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Killed(int write, String when) {
            super("killed " + when + " write " + write, null, false, false);
        }
    }

    public void dieBefore(int number) {
        before = write -> dieIf(write == number, write, "before");
    }

    public void dieAfter(int number) {
        after = write -> dieIf(write == number, write, "after");
    }

    public void before(IntConsumer hook) {
        before = hook;
    }

    public void after(IntConsumer hook) {
        after = hook;
    }

    /// Of this very object; the first write is 1.
    public int writes() {
        return writes;
    }

    @Override
    public Optional<byte[]> read(String name) {
        return inner.read(name);
    }

    @Override
    public void write(String name, byte[] content) {
        writes++;
        before.accept(writes);
        inner.write(name, content);
        after.accept(writes);
    }

    @Override
    public void delete(String name) {
        inner.delete(name);
    }

    @Override
    public SortedSet<String> names() {
        return inner.names();
    }

    private static void dieIf(boolean now, int write, String when) {
        if (now) {
            throw new Killed(write, when);
        }
    }
}
