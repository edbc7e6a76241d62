package io.synapsemesh.certs.store;

import io.synapsemesh.certs.store.remote.StoreFakeServer;
import io.synapsemesh.certs.store.remote.StoreFault;

/// The far side of a [KeyWrap] and its client.
///
/// @param rotate puts another key, or another version of it, in force at the manager; the old one still opens
public record KeyWrapPeer(StoreFakeServer server, KeyWrap wrap, Runnable rotate) implements AutoCloseable {
    public void become(StoreFault fault) {
        server.become(fault);
    }

    @Override
    public void close() {
        wrap.close();
        server.close();
    }
}
