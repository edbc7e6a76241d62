package io.synapsemesh.xds.serve;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/// A call that may be ended by anybody at any time. gRPC's own calls are for one thread and throw when used
/// after they were closed.
final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private boolean closed;

    GuardedCall(ServerCall<Q, A> call) {
        super(call);
    }

    @Override
    public synchronized void request(int messages) {
        if (!closed) {
            super.request(messages);
        }
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(A message) {
        if (!closed) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            super.close(status, trailers);
        }
    }
}
