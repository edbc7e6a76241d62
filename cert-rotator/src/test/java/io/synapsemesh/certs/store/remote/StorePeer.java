package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.store.ByteStore;
import io.synapsemesh.certs.store.StoreFailed;
import java.io.UncheckedIOException;
import java.time.Duration;

/// A store's far side, running, and as many clients of it as a case wants.
public interface StorePeer extends AutoCloseable {
    /// Another client, as another replica would have it.
    ByteStore client();

    /// From now on, until told otherwise.
    void become(StoreFault fault);

    /// Loses one call, the `number`-th from now.
    void cut(StoreFakeServer.Cut where, int number);

    /// Requests that reached the far side so far.
    int calls();

    /// Bytes; one more is refused.
    int contentBytesMax();

    /// The longest one operation may take.
    default Duration deadline() {
        return StoreConformance.DEADLINE;
    }

    /// What an operation that failed throws: a store of this machine has no codes of its own.
    default Class<? extends UncheckedIOException> failure() {
        return StoreFailed.class;
    }

    @Override
    void close();
}
