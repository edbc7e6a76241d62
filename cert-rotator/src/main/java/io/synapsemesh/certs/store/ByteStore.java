package io.synapsemesh.certs.store;

import java.util.Optional;
import java.util.SortedSet;

/// A flat, private folder of small files. The adapter in `control-plane` is a directory of mode 0700 whose files are
/// 0600; it refuses to read a file that group or world could read.
///
/// A write is atomic and durable: after a crash there is the old content or the new, whole. Safe for many threads.
/// Names are `[a-z0-9][a-z0-9._-]{0,127}`. Every method throws [java.io.UncheckedIOException] when the disk fails.
public interface ByteStore {
    Optional<byte[]> read(String name);

    void write(String name, byte[] content);

    /// Nothing happens if there is no such file.
    void delete(String name);

    SortedSet<String> names();
}
