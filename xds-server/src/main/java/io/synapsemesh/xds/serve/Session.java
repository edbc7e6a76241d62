package io.synapsemesh.xds.serve;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One open call and whose it is.
final class Session {
    private final Authentication who;
    private final Optional<String> address;
    private final GuardedCall<?, ?> call;
    private Timers.@Nullable Alarm expiry;
    private boolean ended;

    /// @param address of the peer, without its port
    Session(Authentication who, Optional<String> address, GuardedCall<?, ?> call) {
        this.who = who;
        this.address = address;
        this.call = call;
    }

    /// One request, one answer.
    boolean isUnary() {
        return call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY;
    }

    Authentication who() {
        return who;
    }

    Optional<String> address() {
        return address;
    }

    synchronized void expireBy(Timers.Alarm alarm) {
        if (ended) {
            alarm.cancel();
        } else {
            expiry = alarm;
        }
    }

    synchronized void closed() {
        ended = true;
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    void end(Status status) {
        closed();
        call.close(status, new Metadata());
    }
}
