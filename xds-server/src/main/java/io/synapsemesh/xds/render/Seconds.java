package io.synapsemesh.xds.render;

import com.google.protobuf.Duration;

/// Durations as protobuf writes them, and those that several resources share.
final class Seconds {
    /// The longest a request, stream or idle connection may rest: Livy's statements and long queries do.
    static final Duration IDLE = of(3600);

    private Seconds() {}

    static Duration of(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }
}
