package io.synapsemesh.simulator.http;

import java.io.IOException;

/// What is served: called on a virtual thread per request, so it may block.
@FunctionalInterface
public interface Site {
    /// Throwing [IOException] drops the connection without an answer.
    Reply answer(Call call) throws IOException;
}
