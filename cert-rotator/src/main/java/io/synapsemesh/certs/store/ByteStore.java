package io.synapsemesh.certs.store;

import java.util.Optional;
import java.util.SortedSet;

/// A flat, private folder of small sealed files. The one in `control-plane` is a directory of mode 0700 whose files are
/// 0600, and it refuses to read a file that group or world could read; those beside this port are secrets managers.
///
/// A write is atomic and durable: after a crash there is the old content or the new, whole. Safe for many threads.
/// Names are `[a-z0-9][a-z0-9._-]{0,127}`. Every method throws [java.io.UncheckedIOException] when the disk fails, of
/// which [StoreFailed] says more when the store is another machine's.
public interface ByteStore {
    /// Empty only if the store itself says there is no such file: whoever hears it may make a new key.
    Optional<byte[]> read(String name);

    void write(String name, byte[] content);

    /// Nothing happens if there is no such file.
    void delete(String name);

    SortedSet<String> names();
}
