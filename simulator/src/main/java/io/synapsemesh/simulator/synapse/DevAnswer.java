package io.synapsemesh.simulator.synapse;

import io.synapsemesh.simulator.http.Reply;

/// What a route does once access is decided.
@FunctionalInterface
interface DevAnswer {
    Reply answer(DevCall call);
}
