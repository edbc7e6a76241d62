package io.synapsemesh.certs.store.remote;

import io.synapsemesh.certs.store.ByteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A [StoreFakeServer] and the clients of a test.
public final class FakePeer implements StorePeer {
    private final StoreFakeServer server;
    private final int contentBytesMax;
    private final Supplier<RemoteStore> opening;
    private final List<RemoteStore> opened = new ArrayList<>();

    public FakePeer(StoreFakeServer server, int contentBytesMax, Supplier<RemoteStore> opening) {
        this.server = server;
        this.contentBytesMax = contentBytesMax;
        this.opening = opening;
    }

    @Override
    public ByteStore client() {
        var store = opening.get();
        opened.add(store);
        return store;
    }

    @Override
    public void become(StoreFault fault) {
        server.become(fault);
    }

    @Override
    public void cut(StoreFakeServer.Cut where, int number) {
        server.cut(where, number);
    }

    @Override
    public int calls() {
        return server.calls();
    }

    @Override
    public int contentBytesMax() {
        return contentBytesMax;
    }

    @Override
    public void close() {
        opened.forEach(RemoteStore::close);
        server.close();
    }
}
