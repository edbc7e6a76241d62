package io.synapsemesh.controlplane;

import io.synapsemesh.certs.store.ByteStore;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// The folder of CA material in a secrets manager. A few files of it stay in the data directory: those that are written
/// with every leaf or hold nothing of a key, and the key-encryption key as long as it lies there in clear, so that
/// neither place alone opens anything.
///
/// @param local the names that stay here
record CaFolder(ByteStore here, ByteStore there, Set<String> local) implements ByteStore {
    private ByteStore of(String name) {
        return local.contains(name) ? here : there;
    }

    @Override
    public Optional<byte[]> read(String name) {
        return of(name).read(name);
    }

    @Override
    public void write(String name, byte[] content) {
        of(name).write(name, content);
    }

    @Override
    public void delete(String name) {
        of(name).delete(name);
    }

    @Override
    public SortedSet<String> names() {
        var names = there.names();
        here.names().stream().filter(local::contains).forEach(names::add);
        return names;
    }
}
