package io.synapsemesh.certs.store.remote;

import java.util.List;
import java.util.Optional;

/// One secrets manager, in the five words a [RemoteStore] needs. Each may block; all throw
/// [io.synapsemesh.certs.store.StoreFailed] and nothing else of their library's.
public interface RemoteFolder extends AutoCloseable {
    /// What is kept under an id, and the mark by which a later [#put] says what it replaces.
    record Kept(byte[] content, String mark) {}

    /// @param name of a file, kept beside a content whose id does not tell it
    record Entry(String id, Optional<String> name) {}

    /// What this store is and where, for messages: `Vault at vault.corp.example`.
    String title();

    /// Larger content is never sent. Bytes, before any encoding.
    int contentBytesMax();

    /// Empty only if the service itself said there is no such secret.
    Optional<Kept> fetch(String id);

    /// Replaces what `expected` marks, in one step that readers see whole.
    ///
    /// @param expected empty to make what was not there
    /// @return the mark of the new content
    /// @throws io.synapsemesh.certs.store.StoreFailed with SYN0824 if something else is there now
    String put(String id, String name, byte[] content, Optional<String> expected);

    /// Nothing happens if there is no such secret.
    void remove(String id);

    /// At most [RemoteStore#NAMES_MAX] of them.
    List<Entry> list();

    @Override
    void close();
}
