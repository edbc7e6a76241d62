package io.synapsemesh.xds.serve;

import io.grpc.Status;

/// The sending side of one call.
interface Outlet {
    /// Whether the transport takes another message without queueing it.
    boolean ready();

    void send(Frame frame);

    /// Ends the call; later sends do nothing.
    void end(Status status);
}
