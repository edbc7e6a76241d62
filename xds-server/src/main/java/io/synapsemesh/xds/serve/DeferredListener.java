package io.synapsemesh.xds.serve;

import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps what happens to a call until its credential is checked. No message can come before: none was asked
/// for; so the queue holds a half-close, a cancel and readiness at most.
final class DeferredListener<Q> extends ServerCall.Listener<Q> {
    private final Queue<Consumer<ServerCall.Listener<Q>>> early = new ArrayDeque<>();
    private ServerCall.@Nullable Listener<Q> delegate;

    /// Hands on what was kept, in order, and everything after it.
    void open(ServerCall.Listener<Q> listener) {
        while (true) {
            Consumer<ServerCall.Listener<Q>> event;
            synchronized (this) {
                event = early.poll();
                if (event == null) {
                    delegate = listener;
                    return;
                }
            }
            event.accept(listener);
        }
    }

    @Override
    public void onMessage(Q message) {
        pass(listener -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        pass(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        pass(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        pass(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        pass(ServerCall.Listener::onReady);
    }

    private void pass(Consumer<ServerCall.Listener<Q>> event) {
        ServerCall.Listener<Q> open;
        synchronized (this) {
            open = delegate;
            if (open == null) {
                early.add(event);
                return;
            }
        }
        event.accept(open);
    }
}
