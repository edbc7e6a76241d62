package io.synapsemesh.certs.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A history folder in memory that counts what is read of it, and can fail in the middle of a write.
public final class MemorySegments implements HistorySegments {
    public final TreeMap<String, byte[]> files = new TreeMap<>();
    public int reads;
    public long bytesRead;
    public int listings;
    public int failAfterBytes = Integer.MAX_VALUE;

    byte[] content(String name) {
        return Objects.requireNonNull(files.get(name));
    }

    @Override
    public SortedSet<String> names() {
        listings++;
        return new TreeSet<>(files.keySet());
    }

    @Override
    public Optional<Tail> tail(String name, int bytesMax) {
        reads++;
        byte[] content = files.get(name);
        if (content == null) {
            return Optional.empty();
        }
        byte[] tail = Arrays.copyOfRange(content, Math.max(0, content.length - bytesMax), content.length);
        bytesRead += tail.length;
        return Optional.of(new Tail(content.length, tail));
    }

    @Override
    public void append(String name, byte[] bytes) {
        var grown = new ByteArrayOutputStream();
        grown.writeBytes(files.getOrDefault(name, new byte[0]));
        int written = Math.min(bytes.length, failAfterBytes);
        grown.write(bytes, 0, written);
        files.put(name, grown.toByteArray());
        if (written < bytes.length) {
            throw new UncheckedIOException(new IOException("no space left on device"));
        }
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }
}
