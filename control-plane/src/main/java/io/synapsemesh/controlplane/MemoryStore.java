package io.synapsemesh.controlplane;

import io.synapsemesh.certs.store.ByteStore;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A folder that ends with the process.
final class MemoryStore implements ByteStore {
    private final SortedMap<String, byte[]> files = new TreeMap<>();

    @Override
    public synchronized Optional<byte[]> read(String name) {
        return Optional.ofNullable(files.get(name)).map(byte[]::clone);
    }

    @Override
    public synchronized void write(String name, byte[] content) {
        files.put(name, content.clone());
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public synchronized SortedSet<String> names() {
        return new TreeSet<>(files.keySet());
    }
}
