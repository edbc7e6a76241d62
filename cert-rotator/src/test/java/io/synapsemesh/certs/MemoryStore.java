package io.synapsemesh.certs;

import io.synapsemesh.certs.store.ByteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A folder in memory. It can stop taking writes, as a full disk or a process that died between two writes does.
public final class MemoryStore implements ByteStore {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private int writesLeft = Integer.MAX_VALUE;

    public void failAfterWrites(int writes) {
        writesLeft = writes;
    }

    public void copyFrom(MemoryStore other) {
        files.putAll(other.files);
    }

    public void flipByte(String name, int index) {
        byte[] content = read(name).orElseThrow();
        content[Math.floorMod(index, content.length)] ^= 1;
        files.put(name, content);
    }

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.ofNullable(files.get(name)).map(byte[]::clone);
    }

    @Override
    public void write(String name, byte[] content) {
        if (writesLeft-- <= 0) {
            throw new UncheckedIOException(new IOException("no space left on device"));
        }
        files.put(name, content.clone());
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(files.keySet());
    }
}
