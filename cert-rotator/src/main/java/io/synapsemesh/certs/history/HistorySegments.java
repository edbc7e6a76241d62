package io.synapsemesh.certs.history;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Port: a private folder of files that only grow. The adapter is a directory of mode 0700 whose files are 0600.
/// Names are `[a-z0-9][a-z0-9._-]{0,127}`. Every method throws [java.io.UncheckedIOException] when the disk fails.
public interface HistorySegments {
    SortedSet<String> names();

    /// The last bytes of a file.
    ///
    /// @param size of the whole file
    record Tail(long size, byte[] bytes) {}

    /// At most `bytesMax` bytes from the end; absent if there is no such file.
    Optional<Tail> tail(String name, int bytesMax);

    /// When it returns, the disk has the bytes. When it throws, a part of them may be there.
    void append(String name, byte[] bytes);

    /// Nothing happens if there is no such file.
    void delete(String name);

    /// Keeps nothing: for a mesh that ends with its process.
    static HistorySegments none() {
        return new HistorySegments() {
            @Override
            public SortedSet<String> names() {
                return new TreeSet<>();
            }

            @Override
            public Optional<Tail> tail(String name, int bytesMax) {
                return Optional.empty();
            }

            @Override
            public void append(String name, byte[] bytes) {}

            @Override
            public void delete(String name) {}
        };
    }
}
