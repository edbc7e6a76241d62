package io.synapsemesh.xds.serve;

import io.synapsemesh.core.event.Event;

/// Hears what proxies take and refuse. Called with a stream's lock held, in the order of the stream: it hands
/// on and returns; it neither blocks nor throws.
public interface AckListener {
    void acked(Event.Acked event);

    /// @param event its resource is empty where a whole response was refused without a name; each of its
    /// resources is then sent alone, and the guilty ones follow by name
    void nacked(Event.Nacked event);

    /// Hears nothing.
    static AckListener none() {
        return new AckListener() {
            @Override
            public void acked(Event.Acked event) {}

            @Override
            public void nacked(Event.Nacked event) {}
        };
    }
}
