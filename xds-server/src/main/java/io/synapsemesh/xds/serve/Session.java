package io.synapsemesh.xds.serve;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// One open call and whose it is.
final class Session {
    private final Authentication who;
    private final GuardedCall<?, ?> call;
    private Timers.@Nullable Alarm expiry;
    private boolean ended;

    Session(Authentication who, GuardedCall<?, ?> call) {
        this.who = who;
        this.call = call;
    }

    Authentication who() {
        return who;
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
